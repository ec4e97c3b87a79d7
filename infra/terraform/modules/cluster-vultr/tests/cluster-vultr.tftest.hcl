mock_provider "vultr" {
  mock_resource "vultr_firewall_group" {
    defaults = { id = "group-8" }
  }

  mock_data "vultr_os" {
    defaults = { id = "2625" }
  }
}

variables {
  region = {
    name     = "nearside-prod-bom"
    location = "bom"
    size     = "vc2-4c-8gb"
    labels   = { region = "bom", env = "prod" }
    hosts    = { kubernetes = "k8s-bom.nearside.example" }
  }
  address = { id = "ip-7", ip = "192.0.2.2" }
  inbound = {
    ssh      = { protocol = "tcp", port = "22", cidrs = ["198.51.100.0/24"] }
    postgres = { protocol = "tcp", port = "5432", cidrs = ["192.0.2.1/32", "192.0.2.3/32"] }
    icmp     = { protocol = "icmp", port = null, cidrs = ["0.0.0.0/0"] }
  }
  outbound = {
    tunnel-udp = { protocol = "udp", port = "7844", cidrs = ["0.0.0.0/0"] }
  }
  user_data   = "#cloud-config"
  ssh_key_ids = ["1"]
}

run "the_machine_has_its_reserved_address_and_no_ipv6" {
  assert {
    condition     = vultr_instance.this.reserved_ip_id == "ip-7" && vultr_instance.this.enable_ipv6 == false
    error_message = "found ${vultr_instance.this.reserved_ip_id}"
  }

  assert {
    condition     = output.inbound_address == "192.0.2.2" && output.outbound_address == "192.0.2.2"
    error_message = "found ${output.inbound_address}"
  }
}

run "it_stands_behind_the_firewall" {
  assert {
    condition     = vultr_instance.this.firewall_group_id == "group-8" && alltrue([for rule in values(vultr_firewall_rule.this) : rule.firewall_group_id == "group-8"])
    error_message = "found ${vultr_instance.this.firewall_group_id}"
  }

  assert {
    condition = toset([for rule in values(vultr_firewall_rule.this) : "${rule.protocol} ${rule.port == null ? "" : rule.port} ${rule.subnet}/${rule.subnet_size}"]) == toset([
      "tcp 22 198.51.100.0/24", "tcp 5432 192.0.2.1/32", "tcp 5432 192.0.2.3/32", "icmp  0.0.0.0/0",
    ])
    error_message = "found ${jsonencode([for rule in values(vultr_firewall_rule.this) : "${rule.protocol} ${rule.port == null ? "" : rule.port} ${rule.subnet}/${rule.subnet_size}"])}"
  }
}

run "new_user_data_replaces_no_machine" {
  variables {
    user_data = "#cloud-config of another release"
  }

  assert {
    condition     = vultr_instance.this.user_data != var.user_data
    error_message = "expected the user data of the first boot"
  }
}

run "refuses_to_do_without_a_key" {
  command = plan

  variables {
    ssh_key_ids = []
  }

  expect_failures = [var.ssh_key_ids]
}
