# Who may reach a region and whom it may reach, as plain data; each provider's module and the host's own firewall obey it.
# 80 and 443 stay closed: requests come through the tunnel, which the region itself opens.

locals {
  anywhere = ["0.0.0.0/0"]

  # A missing one is told by address_problems, and no rule could be made of this.
  addresses = { for id in keys(local.table) : id => try(var.addresses[id], { inbound = "missing", outbound = "missing" }) }

  # Postgres streams from the primary, and any region may become it: each calls each.
  peers = {
    for id in keys(local.table) : id => {
      inbound  = [for other in keys(local.table) : "${local.addresses[other].outbound}/32" if other != id]
      outbound = [for other in keys(local.table) : "${local.addresses[other].inbound}/32" if other != id]
    }
  }

  firewall = {
    for id in keys(local.table) : id => {
      inbound = merge(
        {
          ssh        = { protocol = "tcp", port = "22", cidrs = var.admin_cidrs }
          kubernetes = { protocol = "tcp", port = "6443", cidrs = var.admin_cidrs }
          # Path MTU discovery of long ways needs it.
          icmp = { protocol = "icmp", port = null, cidrs = local.anywhere }
        },
        length(local.table) == 1 ? {} : { postgres = { protocol = "tcp", port = "5432", cidrs = local.peers[id].inbound } },
      )
      outbound = merge(
        {
          dns-udp = { protocol = "udp", port = "53", cidrs = local.anywhere }
          dns-tcp = { protocol = "tcp", port = "53", cidrs = local.anywhere }
          ntp     = { protocol = "udp", port = "123", cidrs = local.anywhere }
          # Debian's packages, signed; and the provider's metadata service.
          http = { protocol = "tcp", port = "80", cidrs = local.anywhere }
          # Images, git, backups.
          https = { protocol = "tcp", port = "443", cidrs = local.anywhere }
          # cloudflared: QUIC, or HTTP/2 where UDP is lost.
          tunnel-udp = { protocol = "udp", port = "7844", cidrs = local.anywhere }
          tunnel-tcp = { protocol = "tcp", port = "7844", cidrs = local.anywhere }
          icmp       = { protocol = "icmp", port = null, cidrs = local.anywhere }
        },
        length(local.table) == 1 ? {} : { postgres = { protocol = "tcp", port = "5432", cidrs = local.peers[id].outbound } },
      )
    }
  }

  address_problems = concat(
    [for id in keys(local.table) : "addresses.${id}: expected the addresses of the region, found none" if !contains(keys(var.addresses), id)],
    [for id in keys(var.addresses) : "addresses.${id}: expected one of ${join(", ", keys(local.table))}, found a key of another name" if !contains(keys(local.table), id) && length(local.problems) == 0],
    flatten([
      for id, both in var.addresses : [
        for key, address in both : "addresses.${id}.${key}: expected an IPv4 address, found ${jsonencode(address)}" if !can(cidrnetmask("${address}/32"))
      ]
    ]),
  )
}
