# A machine in a group is closed but for the group's rules.
resource "vultr_firewall_group" "this" {
  description = var.region.name
}

locals {
  # One rule for each network, under a name that is known before the networks are.
  rules = merge([
    for name, rule in var.inbound : {
      for index in range(length(rule.cidrs)) :
      "${name}-${index}" => { name = name, protocol = rule.protocol, port = rule.port, cidr = rule.cidrs[index] }
    }
  ]...)
}

resource "vultr_firewall_rule" "this" {
  for_each = local.rules

  firewall_group_id = vultr_firewall_group.this.id
  ip_type           = "v4"
  protocol          = each.value.protocol
  port              = each.value.port
  subnet            = split("/", each.value.cidr)[0]
  subnet_size       = tonumber(split("/", each.value.cidr)[1])
  notes             = each.value.name
}
