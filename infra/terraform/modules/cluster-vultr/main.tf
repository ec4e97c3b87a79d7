data "vultr_os" "this" {
  filter {
    name   = "name"
    values = [var.image]
  }
}

# Vultr cannot protect a machine from deletion: whoever applies a plan reads what it would destroy.
resource "vultr_instance" "this" {
  label             = var.region.name
  hostname          = var.region.name
  region            = var.region.location
  plan              = var.region.size
  os_id             = data.vultr_os.this.id
  user_data         = var.user_data
  ssh_key_ids       = var.ssh_key_ids
  reserved_ip_id    = var.address.id
  firewall_group_id = vultr_firewall_group.this.id
  tags              = [for key, value in var.region.labels : "${key}=${value}"]
  enable_ipv6       = false
  activation_email  = false
  ddos_protection   = false
  backups           = "disabled"

  lifecycle {
    # Each would replace the machine, and its Postgres with it: they matter at the first boot alone.
    ignore_changes = [user_data, os_id, ssh_key_ids, hostname]
  }
}
