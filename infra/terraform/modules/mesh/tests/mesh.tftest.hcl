# All modules together, every provider mocked: the addresses come first, then what knows them.

mock_provider "hcloud" {
  mock_resource "hcloud_primary_ip" {
    defaults = { id = 7, ip_address = "192.0.2.1" }
  }

  mock_resource "hcloud_ssh_key" {
    defaults = { id = "5" }
  }

  mock_resource "hcloud_firewall" {
    defaults = { id = "8" }
  }

  mock_resource "hcloud_server" {
    defaults = { id = "9" }
  }
}

mock_provider "vultr" {
  mock_resource "vultr_reserved_ip" {
    defaults = { subnet = "192.0.2.2" }
  }

  mock_data "vultr_os" {
    defaults = { id = "2625" }
  }
}

mock_provider "cloudflare" {}

variables {
  environment    = "prod"
  domain         = "nearside.example"
  zone           = "nearside.example"
  worker         = "nearside"
  primary        = "iad"
  account_id     = "00000000000000000000000000000001"
  zone_id        = "00000000000000000000000000000002"
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
  managed = {
    sin = { inbound_address = "192.0.2.3", outbound_address = "203.0.113.3" }
  }
}

run "the_first_plan_needs_no_address_yet" {
  command = plan

  assert {
    condition     = keys(output.topology) == ["bom", "iad", "sin"]
    error_message = "found ${jsonencode(keys(output.topology))}"
  }
}

run "regions_know_each_others_addresses" {
  assert {
    condition     = { for id, region in output.regions : id => region.inbound_address } == { iad = "192.0.2.1", bom = "192.0.2.2", sin = "192.0.2.3" }
    error_message = "found ${jsonencode({ for id, region in output.regions : id => region.inbound_address })}"
  }

  assert {
    condition     = toset(output.firewall.bom.inbound.postgres.cidrs) == toset(["192.0.2.1/32", "203.0.113.3/32"])
    error_message = "found ${jsonencode(output.firewall.bom.inbound.postgres)}"
  }

  assert {
    condition     = output.regions.bom.peers_command == "ssh -n ops@k8s-bom.nearside.example sudo nearside-peers 192.0.2.1 203.0.113.3 192.0.2.3"
    error_message = "found ${output.regions.bom.peers_command}"
  }
}

run "each_region_is_reached_by_name" {
  assert {
    condition     = keys(output.worker.regions) == ["bom", "iad", "sin"] && output.worker.regions.bom.origin == "https://bom.origin.nearside.example"
    error_message = "found ${jsonencode(output.worker.regions)}"
  }
}

run "an_operator_is_told_how_to_go_on" {
  assert {
    condition     = startswith(output.regions.bom.kubeconfig_command, "ssh ops@k8s-bom.nearside.example ") && output.regions.sin.kubeconfig_command == null
    error_message = "found ${output.regions.bom.kubeconfig_command}"
  }

  assert {
    condition = { for id, region in output.regions : id => region.bootstrap_command if id != "iad" } == {
      bom = "infra/gitops/bootstrap/bootstrap.sh --region bom --env prod --context nearside-prod-bom --repo …"
      sin = "infra/gitops/bootstrap/bootstrap.sh --region sin --env prod --context nearside-prod-sin --distribution gke --repo …"
    }
    error_message = "found ${jsonencode({ for id, region in output.regions : id => region.bootstrap_command })}"
  }
}

run "without_host_names_no_origin_is_made" {
  variables {
    ways = ["vpc"]
  }

  assert {
    condition     = output.worker.regions.bom.origin == null && output.worker.regions.bom.vpc_service_id != null
    error_message = "found ${jsonencode(output.worker.regions)}"
  }
}

run "keys_are_told_to_those_providers_alone_that_are_used" {
  assert {
    condition     = length(hcloud_ssh_key.operator) == 1 && length(vultr_ssh_key.operator) == 1
    error_message = "found ${length(hcloud_ssh_key.operator)} and ${length(vultr_ssh_key.operator)}"
  }
}
