# Each region's machine. Its address comes first, then the topology of all addresses, then the machine that knows it.

locals {
  on = {
    for provider in ["hetzner", "vultr"] : provider => {
      for id, region in module.topology.regions : id => region if region.provider == provider
    }
  }

  # Each provider keeps the keys once.
  ssh_keys = { for key in var.admin_ssh_keys : substr(sha256(key), 0, 12) => key }
}

resource "hcloud_ssh_key" "operator" {
  for_each = length(local.on.hetzner) > 0 ? local.ssh_keys : {}

  name       = "nearside-${var.environment}-${each.key}"
  public_key = each.value
}

resource "vultr_ssh_key" "operator" {
  for_each = length(local.on.vultr) > 0 ? local.ssh_keys : {}

  name    = "nearside-${var.environment}-${each.key}"
  ssh_key = each.value
}

module "hetzner" {
  source   = "../cluster-hetzner"
  for_each = local.on.hetzner

  region      = each.value
  address     = { id = hcloud_primary_ip.region[each.key].id, ip = hcloud_primary_ip.region[each.key].ip_address }
  inbound     = module.topology.firewall[each.key].inbound
  outbound    = module.topology.firewall[each.key].outbound
  user_data   = module.topology.cloud_init[each.key]
  ssh_key_ids = values(hcloud_ssh_key.operator)[*].id
  protected   = var.protected
}

module "vultr" {
  source   = "../cluster-vultr"
  for_each = local.on.vultr

  region      = each.value
  address     = { id = vultr_reserved_ip.region[each.key].id, ip = vultr_reserved_ip.region[each.key].subnet }
  inbound     = module.topology.firewall[each.key].inbound
  outbound    = module.topology.firewall[each.key].outbound
  user_data   = module.topology.cloud_init[each.key]
  ssh_key_ids = values(vultr_ssh_key.operator)[*].id
}
