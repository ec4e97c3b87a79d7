mock_provider "hcloud" {
  mock_resource "hcloud_firewall" {
    defaults = { id = "8" }
  }

  mock_resource "hcloud_server" {
    defaults = { id = "9" }
  }
}

variables {
  region = {
    name     = "nearside-prod-iad"
    location = "ash"
    size     = "cpx31"
    labels   = { region = "iad", env = "prod" }
    hosts    = { kubernetes = "k8s-iad.nearside.example" }
  }
  address = { id = "7", ip = "192.0.2.2" }
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
    condition     = one(hcloud_server.this.public_net).ipv4 == 7 && one(hcloud_server.this.public_net).ipv6_enabled == false
    error_message = "found ${jsonencode(hcloud_server.this.public_net)}"
  }

  assert {
    condition     = output.inbound_address == "192.0.2.2" && output.outbound_address == "192.0.2.2"
    error_message = "found ${output.inbound_address}"
  }
}

run "it_stands_behind_the_firewall" {
  assert {
    condition     = tolist(hcloud_server.this.firewall_ids) == tolist([8])
    error_message = "found ${jsonencode(hcloud_server.this.firewall_ids)}"
  }

  assert {
    condition = toset([for rule in hcloud_firewall.this.rule : "${rule.direction} ${rule.protocol} ${rule.port == null ? "" : rule.port}"]) == toset([
      "in tcp 22", "in tcp 5432", "in icmp ", "out udp 7844",
    ])
    error_message = "found ${jsonencode(hcloud_firewall.this.rule)}"
  }

  assert {
    condition     = toset(one([for rule in hcloud_firewall.this.rule : rule.source_ips if rule.port == "5432"])) == toset(["192.0.2.1/32", "192.0.2.3/32"])
    error_message = "found ${jsonencode(hcloud_firewall.this.rule)}"
  }
}

run "it_is_protected_from_deletion_until_somebody_says_otherwise" {
  assert {
    condition     = hcloud_server.this.delete_protection && hcloud_server.this.rebuild_protection
    error_message = "expected protection"
  }
}

run "new_user_data_replaces_no_machine" {
  variables {
    user_data = "#cloud-config of another release"
  }

  assert {
    condition     = hcloud_server.this.user_data != var.user_data
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
