# One rule of a direction closes all else in that direction.
resource "hcloud_firewall" "this" {
  name   = var.region.name
  labels = var.region.labels

  dynamic "rule" {
    for_each = var.inbound

    content {
      direction   = "in"
      description = rule.key
      protocol    = rule.value.protocol
      port        = rule.value.port
      source_ips  = rule.value.cidrs
    }
  }

  dynamic "rule" {
    for_each = var.outbound

    content {
      direction       = "out"
      description     = rule.key
      protocol        = rule.value.protocol
      port            = rule.value.port
      destination_ips = rule.value.cidrs
    }
  }
}
