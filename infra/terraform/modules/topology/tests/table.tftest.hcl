# A right table, and what follows from it.

variables {
  environment    = "prod"
  domain         = "nearside.example"
  primary        = "iad"
  admin_cidrs    = ["198.51.100.0/24"]
  admin_ssh_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHxM ops"]
  k3s = {
    version = "v1.35.8+k3s1"
    sha256  = { amd64 = "0000000000000000000000000000000000000000000000000000000000000000" }
  }
  regions = {
    iad = { latitude = 38.95, longitude = -77.45, provider = "hetzner", location = "ash", size = "cpx31", arch = "amd64", pod_cidr = "10.42.0.0/16", service_cidr = "10.43.0.0/16" }
    bom = { latitude = 19.09, longitude = 72.87, provider = "vultr", location = "bom", size = "vc2-4c-8gb", arch = "amd64", pod_cidr = "10.44.0.0/16", service_cidr = "10.45.0.0/16" }
    sin = { latitude = 1.36, longitude = 103.99, provider = "gke", location = "asia-southeast1-a", size = "e2-standard-2", arch = "amd64", pod_cidr = "10.48.0.0/16", service_cidr = "10.49.0.0/20" }
  }
  addresses = {
    iad = { inbound = "192.0.2.1", outbound = "192.0.2.1" }
    bom = { inbound = "192.0.2.2", outbound = "192.0.2.2" }
    sin = { inbound = "192.0.2.3", outbound = "203.0.113.3" }
  }
}

run "names_hosts_and_labels" {
  assert {
    condition     = output.regions.bom.name == "nearside-prod-bom"
    error_message = "found ${output.regions.bom.name}"
  }

  assert {
    condition = output.regions.bom.hosts == {
      origin     = "bom.origin.nearside.example"
      postgres   = "pg-bom.nearside.example"
      kubernetes = "k8s-bom.nearside.example"
    }
    error_message = "found ${jsonencode(output.regions.bom.hosts)}"
  }

  assert {
    condition     = output.regions.bom.labels == { region = "bom", env = "prod" }
    error_message = "found ${jsonencode(output.regions.bom.labels)}"
  }
}

run "one_region_is_the_primary" {
  assert {
    condition     = [for id, region in output.regions : id if region.role == "primary"] == ["iad"]
    error_message = "found ${jsonencode({ for id, region in output.regions : id => region.role })}"
  }
}

run "backups_stand_near_their_database" {
  assert {
    condition     = { for id, region in output.regions : id => region.backups.location } == { iad = "enam", bom = "apac", sin = "apac" }
    error_message = "found ${jsonencode({ for id, region in output.regions : id => region.backups.location })}"
  }
}

run "operators_alone_reach_ssh_and_the_api" {
  assert {
    condition     = alltrue([for rules in values(output.firewall) : alltrue([for name in ["ssh", "kubernetes"] : rules.inbound[name].cidrs == tolist(["198.51.100.0/24"])])])
    error_message = "found ${jsonencode(output.firewall)}"
  }
}

run "the_other_regions_alone_reach_postgres" {
  assert {
    condition     = toset(output.firewall.iad.inbound.postgres.cidrs) == toset(["192.0.2.2/32", "203.0.113.3/32"])
    error_message = "found ${jsonencode(output.firewall.iad.inbound.postgres)}"
  }

  assert {
    condition     = toset(output.firewall.iad.outbound.postgres.cidrs) == toset(["192.0.2.2/32", "192.0.2.3/32"])
    error_message = "found ${jsonencode(output.firewall.iad.outbound.postgres)}"
  }
}

run "nothing_else_is_open" {
  assert {
    condition     = alltrue([for rules in values(output.firewall) : keys(rules.inbound) == ["icmp", "kubernetes", "postgres", "ssh"]])
    error_message = "found ${jsonencode({ for id, rules in output.firewall : id => keys(rules.inbound) })}"
  }
}

run "the_tunnel_can_leave" {
  assert {
    condition     = alltrue([for name in ["tunnel-udp", "tunnel-tcp"] : output.firewall.bom.outbound[name].port == "7844"])
    error_message = "found ${jsonencode(output.firewall.bom.outbound)}"
  }
}

run "alone_a_region_has_no_postgres_rule" {
  variables {
    regions   = { iad = { latitude = 38.95, longitude = -77.45, provider = "hetzner", location = "ash", size = "cpx31", arch = "amd64", pod_cidr = "10.42.0.0/16", service_cidr = "10.43.0.0/16" } }
    addresses = { iad = { inbound = "192.0.2.1", outbound = "192.0.2.1" } }
  }

  assert {
    condition     = !contains(keys(output.firewall.iad.inbound), "postgres") && !strcontains(output.cloud_init.iad, "peers { 192.0.2")
    error_message = "found ${jsonencode(output.firewall.iad.inbound)}"
  }
}

run "peers_are_told_by_commands_of_which_several_run_from_one_pipe" {
  assert {
    condition     = output.peers_commands.bom == "ssh -n ops@k8s-bom.nearside.example sudo nearside-peers 192.0.2.1 203.0.113.3 192.0.2.3"
    error_message = "found ${output.peers_commands.bom}"
  }
}

run "machines_get_user_data_and_managed_clusters_none" {
  assert {
    condition     = keys(output.cloud_init) == ["bom", "iad"]
    error_message = "found ${jsonencode(keys(output.cloud_init))}"
  }
}
