# Before the machines and apart from them: every machine knows the others' addresses, and they outlive a rebuild. Not in the
# clusters' modules, because what refers to a module with several instances waits for all that is in it.

resource "hcloud_primary_ip" "region" {
  for_each = local.on.hetzner

  name              = each.value.name
  type              = "ipv4"
  location          = each.value.location
  auto_delete       = false
  delete_protection = var.protected
  labels            = each.value.labels
}

resource "vultr_reserved_ip" "region" {
  for_each = local.on.vultr

  label   = each.value.name
  region  = each.value.location
  ip_type = "v4"

  lifecycle {
    # Vultr tells here which machine has it, and the machine says so itself.
    ignore_changes = [instance_id]
  }
}

locals {
  addresses = merge(
    { for id, ip in hcloud_primary_ip.region : id => { inbound = ip.ip_address, outbound = ip.ip_address } },
    { for id, ip in vultr_reserved_ip.region : id => { inbound = ip.subnet, outbound = ip.subnet } },
    { for id, cluster in var.managed : id => { inbound = cluster.inbound_address, outbound = cluster.outbound_address } },
  )
}
