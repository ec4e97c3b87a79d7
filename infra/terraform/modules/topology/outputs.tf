# Apart on purpose: `regions` follows from the table alone, so that a machine's address may follow from it, and what follows
# from all addresses may follow in turn.

output "regions" {
  description = "By id: name, provider, location, size, arch, CIDRs, role, labels, hosts, backups."
  value       = local.regions

  precondition {
    condition     = length(local.problems) == 0
    error_message = join("\n", local.problems)
  }
}

output "firewall" {
  description = "By id: inbound and outbound rules, each { protocol, port, cidrs }. All else is closed."
  value       = local.firewall

  precondition {
    condition     = length(local.address_problems) == 0
    error_message = join("\n", local.address_problems)
  }
}

output "cloud_init" {
  description = "By id: the user data of a k3s machine."
  value       = { for id, text in local.cloud_init : id => text if local.regions[id].provider != "gke" }

  # The smallest limit of the providers, Hetzner's.
  precondition {
    condition     = alltrue([for text in values(local.cloud_init) : length(text) < 32768])
    error_message = "cloud_init: expected less than 32 KiB of user data, found ${jsonencode({ for id, text in local.cloud_init : id => length(text) })}"
  }
}

output "peers_commands" {
  # -n: several of these are piped into one shell, and the first ssh would read the lines of the others.
  description = "By id: what tells a machine that runs already which regions may reach its Postgres, after one came or went."
  value = {
    for id, region in local.regions : id => join(" ", concat(
      ["ssh -n ops@${region.hosts.kubernetes} sudo nearside-peers"],
      distinct([for cidr in concat(local.peers[id].inbound, local.peers[id].outbound) : split("/", cidr)[0]]),
    )) if region.provider != "gke"
  }
}
