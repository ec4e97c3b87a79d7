# What is wrong with the table of regions: every error at once, each with its key, what was expected and what was found.

locals {
  fields = ["latitude", "longitude", "provider", "location", "size", "arch", "pod_cidr", "service_cidr"]

  # What each provider calls its places and its machines.
  providers = {
    hetzner = { location = "^(ash|hil|fsn1|nbg1|hel1|sin)$", size = "^(cpx|ccx|cx|cax)[0-9]{2}$", such_as = "ash and cpx31" }
    vultr   = { location = "^[a-z]{3}$", size = "^(vc2|vhf|vhp|vx1)-[a-z0-9-]+$", such_as = "bom and vc2-4c-8gb" }
    gke     = { location = "^[a-z]+-[a-z]+[0-9]+(-[a-z])?$", size = "^[a-z][0-9][a-z]?-[a-z0-9-]+$", such_as = "asia-south1-a and e2-standard-2" }
  }

  ids = can(keys(var.regions)) ? sort(keys(var.regions)) : []

  is_known = { for id in local.ids : id => can(keys(var.regions[id])) && contains(keys(local.providers), try(var.regions[id].provider, "")) }

  shape_problems = concat(
    can(keys(var.regions)) ? [] : ["regions: expected a map from a region's id to its fields, found ${jsonencode(var.regions)}"],
    can(keys(var.regions)) && length(local.ids) == 0 ? ["regions: expected at least one region, found none"] : [],
    flatten([
      for id in local.ids : concat(
        can(regex("^[a-z]{3}$", id)) ? [] : ["regions.${id}: expected an IATA code of three small letters, found ${jsonencode(id)}"],
        can(keys(var.regions[id])) ? [] : ["regions.${id}: expected an object, found ${jsonencode(var.regions[id])}"],
        [for key in local.fields : "regions.${id}.${key}: expected a value, found none" if can(keys(var.regions[id])) && !can(var.regions[id][key])],
        [for key in try(keys(var.regions[id]), []) : "regions.${id}.${key}: expected one of ${join(", ", local.fields)}, found a key of another name" if !contains(local.fields, key)],
      )
    ]),
  )

  value_checks = flatten([
    for id in local.ids : [
      { id = id, key = "latitude", expected = "a number from -90 to 90", ok = try(var.regions[id].latitude >= -90 && var.regions[id].latitude <= 90, false) },
      { id = id, key = "longitude", expected = "a number from -180 to 180", ok = try(var.regions[id].longitude >= -180 && var.regions[id].longitude <= 180, false) },
      { id = id, key = "provider", expected = "one of ${join(", ", keys(local.providers))}", ok = local.is_known[id] },
      {
        id       = id, key = "location", ok = !local.is_known[id] || can(regex(local.providers[var.regions[id].provider].location, var.regions[id].location)),
        expected = "a place of ${try(var.regions[id].provider, "")}, as in ${try(local.providers[var.regions[id].provider].such_as, "")}"
      },
      {
        id       = id, key = "size", ok = !local.is_known[id] || can(regex(local.providers[var.regions[id].provider].size, var.regions[id].size)),
        expected = "a machine of ${try(var.regions[id].provider, "")}, as in ${try(local.providers[var.regions[id].provider].such_as, "")}"
      },
      { id = id, key = "arch", expected = "amd64 or arm64", ok = contains(["amd64", "arm64"], try(tostring(var.regions[id].arch), "")) },
      { id = id, key = "pod_cidr", expected = "a network from /12 to /20 inside 10.0.0.0/8, written by its first address", ok = try(contains(local.cidrs_in_bounds, "${id}.pod_cidr"), false) },
      { id = id, key = "service_cidr", expected = "a network from /12 to /20 inside 10.0.0.0/8, written by its first address", ok = try(contains(local.cidrs_in_bounds, "${id}.service_cidr"), false) },
    ]
  ])

  value_problems = [
    for check in local.value_checks :
    "regions.${check.id}.${check.key}: expected ${check.expected}, found ${jsonencode(var.regions[check.id][check.key])}"
    if !check.ok && can(var.regions[check.id][check.key])
  ]

  primary_problems = contains([for id in local.ids : jsonencode(id)], jsonencode(var.primary)) ? [] : [
    "primary: expected the id of exactly one region (${join(", ", local.ids)}), found ${jsonencode(var.primary)}"
  ]
}
