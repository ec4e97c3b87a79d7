resource "hcloud_server" "this" {
  name                     = var.region.name
  server_type              = var.region.size
  location                 = var.region.location
  image                    = var.image
  user_data                = var.user_data
  ssh_keys                 = var.ssh_key_ids
  firewall_ids             = [hcloud_firewall.this.id]
  labels                   = var.region.labels
  keep_disk                = true
  shutdown_before_deletion = true
  delete_protection        = var.protected
  rebuild_protection       = var.protected

  public_net {
    ipv4_enabled = true
    ipv4         = var.address.id
    ipv6_enabled = false
  }

  lifecycle {
    # Each would replace the machine, and its Postgres with it: they matter at the first boot alone.
    ignore_changes = [user_data, image, ssh_keys]
  }
}
