# Tables that must not be: each is refused. What a refusal says is in test/infra/terraform.test.ts.

variables {
  environment    = "prod"
  domain         = "nearside.example"
  primary        = "iad"
  admin_cidrs    = ["198.51.100.0/24"]
  admin_ssh_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHxM ops"]
  k3s = {
    version = "v1.35.8+k3s1"
    sha256 = {
      amd64 = "0000000000000000000000000000000000000000000000000000000000000000"
      arm64 = "1111111111111111111111111111111111111111111111111111111111111111"
    }
  }
  regions = {
    iad = { latitude = 38.95, longitude = -77.45, provider = "hetzner", location = "ash", size = "cpx31", arch = "amd64", pod_cidr = "10.42.0.0/16", service_cidr = "10.43.0.0/16" }
    bom = { latitude = 19.09, longitude = 72.87, provider = "vultr", location = "bom", size = "vc2-4c-8gb", arch = "amd64", pod_cidr = "10.44.0.0/16", service_cidr = "10.45.0.0/16" }
  }
  addresses = {
    iad = { inbound = "192.0.2.1", outbound = "192.0.2.1" }
    bom = { inbound = "192.0.2.2", outbound = "192.0.2.2" }
  }
}

run "accepts_the_table_that_the_others_change" {
  command = plan
}

run "refuses_a_primary_that_is_no_region" {
  command = plan

  variables {
    primary = "sin"
  }

  expect_failures = [output.regions]
}

run "refuses_two_primaries" {
  command = plan

  variables {
    primary = ["iad", "bom"]
  }

  expect_failures = [output.regions]
}

run "refuses_no_primary" {
  command = plan

  variables {
    primary = null
  }

  expect_failures = [output.regions]
}

run "refuses_a_second_primary_by_a_field" {
  command = plan

  variables {
    regions = {
      iad = { latitude = 38.95, longitude = -77.45, provider = "hetzner", location = "ash", size = "cpx31", arch = "amd64", pod_cidr = "10.42.0.0/16", service_cidr = "10.43.0.0/16" }
      bom = { latitude = 19.09, longitude = 72.87, provider = "vultr", location = "bom", size = "vc2-4c-8gb", arch = "amd64", pod_cidr = "10.44.0.0/16", service_cidr = "10.45.0.0/16", primary = true }
    }
  }

  expect_failures = [output.regions]
}

run "refuses_no_regions" {
  command = plan

  variables {
    regions = {}
  }

  expect_failures = [output.regions]
}

run "refuses_an_id_that_is_no_iata_code" {
  command = plan

  variables {
    regions = {
      iad       = { latitude = 38.95, longitude = -77.45, provider = "hetzner", location = "ash", size = "cpx31", arch = "amd64", pod_cidr = "10.42.0.0/16", service_cidr = "10.43.0.0/16" }
      "us-east" = { latitude = 19.09, longitude = 72.87, provider = "vultr", location = "bom", size = "vc2-4c-8gb", arch = "amd64", pod_cidr = "10.44.0.0/16", service_cidr = "10.45.0.0/16" }
    }
  }

  expect_failures = [output.regions]
}

run "refuses_an_unknown_key" {
  command = plan

  variables {
    regions = {
      iad = { latitude = 38.95, longitude = -77.45, provider = "hetzner", location = "ash", size = "cpx31", arch = "amd64", pod_cidr = "10.42.0.0/16", service_cidr = "10.43.0.0/16" }
      bom = { latitude = 19.09, longitude = 72.87, provider = "vultr", location = "bom", size = "vc2-4c-8gb", arch = "amd64", pod_cidr = "10.44.0.0/16", service_cidr = "10.45.0.0/16", zone = "a" }
    }
  }

  expect_failures = [output.regions]
}

run "refuses_a_missing_key" {
  command = plan

  variables {
    regions = {
      iad = { latitude = 38.95, longitude = -77.45, provider = "hetzner", location = "ash", size = "cpx31", arch = "amd64", pod_cidr = "10.42.0.0/16", service_cidr = "10.43.0.0/16" }
      bom = { latitude = 19.09, longitude = 72.87, provider = "vultr", location = "bom", arch = "amd64", pod_cidr = "10.44.0.0/16", service_cidr = "10.45.0.0/16" }
    }
  }

  expect_failures = [output.regions]
}

run "refuses_a_latitude_out_of_bounds" {
  command = plan

  variables {
    regions = {
      iad = { latitude = 38.95, longitude = -77.45, provider = "hetzner", location = "ash", size = "cpx31", arch = "amd64", pod_cidr = "10.42.0.0/16", service_cidr = "10.43.0.0/16" }
      bom = { latitude = 190.9, longitude = 72.87, provider = "vultr", location = "bom", size = "vc2-4c-8gb", arch = "amd64", pod_cidr = "10.44.0.0/16", service_cidr = "10.45.0.0/16" }
    }
  }

  expect_failures = [output.regions]
}

run "refuses_a_longitude_that_is_no_number" {
  command = plan

  variables {
    regions = {
      iad = { latitude = 38.95, longitude = -77.45, provider = "hetzner", location = "ash", size = "cpx31", arch = "amd64", pod_cidr = "10.42.0.0/16", service_cidr = "10.43.0.0/16" }
      bom = { latitude = 19.09, longitude = "east", provider = "vultr", location = "bom", size = "vc2-4c-8gb", arch = "amd64", pod_cidr = "10.44.0.0/16", service_cidr = "10.45.0.0/16" }
    }
  }

  expect_failures = [output.regions]
}

run "refuses_an_unknown_provider" {
  command = plan

  variables {
    regions = {
      iad = { latitude = 38.95, longitude = -77.45, provider = "hetzner", location = "ash", size = "cpx31", arch = "amd64", pod_cidr = "10.42.0.0/16", service_cidr = "10.43.0.0/16" }
      bom = { latitude = 19.09, longitude = 72.87, provider = "linode", location = "bom", size = "vc2-4c-8gb", arch = "amd64", pod_cidr = "10.44.0.0/16", service_cidr = "10.45.0.0/16" }
    }
  }

  expect_failures = [output.regions]
}

run "refuses_a_place_that_the_provider_has_not" {
  command = plan

  variables {
    regions = {
      iad = { latitude = 38.95, longitude = -77.45, provider = "hetzner", location = "ash", size = "cpx31", arch = "amd64", pod_cidr = "10.42.0.0/16", service_cidr = "10.43.0.0/16" }
      bom = { latitude = 19.09, longitude = 72.87, provider = "hetzner", location = "bom", size = "cpx31", arch = "amd64", pod_cidr = "10.44.0.0/16", service_cidr = "10.45.0.0/16" }
    }
  }

  expect_failures = [output.regions]
}

run "refuses_a_machine_that_the_provider_has_not" {
  command = plan

  variables {
    regions = {
      iad = { latitude = 38.95, longitude = -77.45, provider = "hetzner", location = "ash", size = "cpx31", arch = "amd64", pod_cidr = "10.42.0.0/16", service_cidr = "10.43.0.0/16" }
      bom = { latitude = 19.09, longitude = 72.87, provider = "vultr", location = "bom", size = "cpx31", arch = "amd64", pod_cidr = "10.44.0.0/16", service_cidr = "10.45.0.0/16" }
    }
  }

  expect_failures = [output.regions]
}

run "refuses_another_architecture" {
  command = plan

  variables {
    regions = {
      iad = { latitude = 38.95, longitude = -77.45, provider = "hetzner", location = "ash", size = "cpx31", arch = "amd64", pod_cidr = "10.42.0.0/16", service_cidr = "10.43.0.0/16" }
      bom = { latitude = 19.09, longitude = 72.87, provider = "vultr", location = "bom", size = "vc2-4c-8gb", arch = "arm64", pod_cidr = "10.44.0.0/16", service_cidr = "10.45.0.0/16" }
    }
  }

  expect_failures = [output.regions]
}

run "refuses_an_architecture_that_the_machine_has_not" {
  command = plan

  variables {
    regions = {
      iad = { latitude = 38.95, longitude = -77.45, provider = "hetzner", location = "ash", size = "cax21", arch = "amd64", pod_cidr = "10.42.0.0/16", service_cidr = "10.43.0.0/16" }
    }
  }

  expect_failures = [output.regions]
}

run "refuses_networks_that_overlap" {
  command = plan

  variables {
    regions = {
      iad = { latitude = 38.95, longitude = -77.45, provider = "hetzner", location = "ash", size = "cpx31", arch = "amd64", pod_cidr = "10.42.0.0/16", service_cidr = "10.43.0.0/16" }
      bom = { latitude = 19.09, longitude = 72.87, provider = "vultr", location = "bom", size = "vc2-4c-8gb", arch = "amd64", pod_cidr = "10.40.0.0/14", service_cidr = "10.45.0.0/16" }
    }
  }

  expect_failures = [output.regions]
}

run "refuses_a_network_out_of_bounds" {
  command = plan

  variables {
    regions = {
      iad = { latitude = 38.95, longitude = -77.45, provider = "hetzner", location = "ash", size = "cpx31", arch = "amd64", pod_cidr = "10.42.0.0/16", service_cidr = "10.43.0.0/16" }
      bom = { latitude = 19.09, longitude = 72.87, provider = "vultr", location = "bom", size = "vc2-4c-8gb", arch = "amd64", pod_cidr = "192.168.0.0/16", service_cidr = "10.45.0.0/16" }
    }
  }

  expect_failures = [output.regions]
}

run "refuses_a_network_not_written_by_its_first_address" {
  command = plan

  variables {
    regions = {
      iad = { latitude = 38.95, longitude = -77.45, provider = "hetzner", location = "ash", size = "cpx31", arch = "amd64", pod_cidr = "10.42.0.0/16", service_cidr = "10.43.0.0/16" }
      bom = { latitude = 19.09, longitude = 72.87, provider = "vultr", location = "bom", size = "vc2-4c-8gb", arch = "amd64", pod_cidr = "10.44.1.0/16", service_cidr = "10.45.0.0/16" }
    }
  }

  expect_failures = [output.regions]
}

run "refuses_a_network_that_is_none" {
  command = plan

  variables {
    regions = {
      iad = { latitude = 38.95, longitude = -77.45, provider = "hetzner", location = "ash", size = "cpx31", arch = "amd64", pod_cidr = "10.42.0.0/16", service_cidr = "10.43.0.0/16" }
      bom = { latitude = 19.09, longitude = 72.87, provider = "vultr", location = "bom", size = "vc2-4c-8gb", arch = "amd64", pod_cidr = "10.44.0.0/16", service_cidr = "10.45" }
    }
  }

  expect_failures = [output.regions]
}

run "refuses_two_regions_in_one_place" {
  command = plan

  variables {
    regions = {
      iad = { latitude = 38.95, longitude = -77.45, provider = "hetzner", location = "ash", size = "cpx31", arch = "amd64", pod_cidr = "10.42.0.0/16", service_cidr = "10.43.0.0/16" }
      bom = { latitude = 19.09, longitude = 72.87, provider = "hetzner", location = "ash", size = "cpx31", arch = "amd64", pod_cidr = "10.44.0.0/16", service_cidr = "10.45.0.0/16" }
    }
  }

  expect_failures = [output.regions]
}

run "refuses_a_region_without_its_sum" {
  command = plan

  variables {
    k3s = { version = "v1.35.8+k3s1", sha256 = { arm64 = "1111111111111111111111111111111111111111111111111111111111111111" } }
  }

  expect_failures = [output.regions]
}

run "refuses_an_unknown_environment" {
  command = plan

  variables {
    environment = "qa"
  }

  expect_failures = [var.environment]
}

run "refuses_a_domain_that_is_none" {
  command = plan

  variables {
    domain = "nearside"
  }

  expect_failures = [var.domain]
}

run "refuses_the_whole_internet_as_operators" {
  command = plan

  variables {
    admin_cidrs = ["0.0.0.0/0"]
  }

  expect_failures = [var.admin_cidrs]
}

run "refuses_no_operators" {
  command = plan

  variables {
    admin_cidrs = []
  }

  expect_failures = [var.admin_cidrs]
}

run "refuses_a_key_that_is_none" {
  command = plan

  variables {
    admin_ssh_keys = ["password"]
  }

  expect_failures = [var.admin_ssh_keys]
}

run "refuses_a_channel_of_k3s" {
  command = plan

  variables {
    k3s = { version = "stable", sha256 = { amd64 = "0000000000000000000000000000000000000000000000000000000000000000" } }
  }

  expect_failures = [var.k3s]
}

run "refuses_a_short_sum" {
  command = plan

  variables {
    k3s = { version = "v1.35.8+k3s1", sha256 = { amd64 = "00" } }
  }

  expect_failures = [var.k3s]
}

run "refuses_a_region_without_addresses" {
  command = plan

  variables {
    addresses = { iad = { inbound = "192.0.2.1", outbound = "192.0.2.1" } }
  }

  expect_failures = [output.firewall]
}

run "refuses_an_address_that_is_none" {
  command = plan

  variables {
    addresses = { iad = { inbound = "192.0.2.1", outbound = "iad.example" }, bom = { inbound = "192.0.2.2", outbound = "192.0.2.2" } }
  }

  expect_failures = [output.firewall]
}
