# What is wrong between regions, each of them right by itself.

locals {
  cidrs = flatten([
    for id in local.ids : [
      for key in ["pod_cidr", "service_cidr"] : { name = "${id}.${key}", cidr = tostring(var.regions[id][key]) }
      if can(cidrnetmask(var.regions[id][key]))
    ]
  ])

  cidrs_in_bounds = [
    for each in local.cidrs : each.name
    if cidrhost("${split("/", each.cidr)[0]}/8", 0) == "10.0.0.0"
    && cidrhost(each.cidr, 0) == split("/", each.cidr)[0]
    && tonumber(split("/", each.cidr)[1]) >= 12
    && tonumber(split("/", each.cidr)[1]) <= 20
  ]

  # Two networks overlap where the wider one's mask makes both the same.
  cidr_problems = flatten([
    for i, a in local.cidrs : [
      for b in slice(local.cidrs, i + 1, length(local.cidrs)) :
      "regions.${b.name}: expected a network apart from regions.${a.name} (${a.cidr}), found ${jsonencode(b.cidr)}"
      if length(distinct([
        for each in [a, b] : cidrhost("${split("/", each.cidr)[0]}/${min([for both in [a, b] : tonumber(split("/", both.cidr)[1])]...)}", 0)
      ])) == 1
    ]
  ])

  # A replica streams the primary's very bytes: cloudnative-pg.io, "Bootstrap", requirements of pg_basebackup.
  arch_problems = [
    for id in local.ids :
    "regions.${id}.arch: expected ${var.regions[var.primary].arch}, as in the primary's region ${var.primary}, found ${jsonencode(var.regions[id].arch)}"
    if try(var.regions[id].arch != var.regions[var.primary].arch, false)
  ]

  size_problems = [
    for id in local.ids :
    "regions.${id}.arch: expected ${startswith(var.regions[id].size, "cax") ? "arm64" : "amd64"}, as ${var.regions[id].size} has it, found ${jsonencode(var.regions[id].arch)}"
    if try(var.regions[id].provider == "hetzner" && startswith(var.regions[id].size, "cax") != (var.regions[id].arch == "arm64"), false)
  ]

  sum_problems = distinct([
    for id in local.ids :
    "k3s.sha256.${var.regions[id].arch}: expected the sum of k3s for regions.${id}, found none"
    if try(contains(["amd64", "arm64"], var.regions[id].arch) && !contains(keys(var.k3s.sha256), var.regions[id].arch), false)
  ])

  places = [for id in local.ids : { id = id, place = try("${var.regions[id].location} of ${var.regions[id].provider}", id) }]

  place_problems = flatten([
    for i, a in local.places : [
      for b in slice(local.places, i + 1, length(local.places)) :
      "regions.${b.id}.location: expected a place of its own, found ${b.place}, where ${a.id} is" if a.place == b.place
    ]
  ])

  problems = concat(
    local.shape_problems, local.value_problems, local.primary_problems,
    local.cidr_problems, local.arch_problems, local.size_problems, local.sum_problems, local.place_problems,
  )

  # Of a table with errors nothing is derived, so that its errors are all that is told.
  table = { for id in local.ids : id => var.regions[id] if length(local.problems) == 0 }
}
