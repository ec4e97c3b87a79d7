# This environment's own inputs, before anything is made.

mock_provider "hcloud" {}

mock_provider "vultr" {
  mock_data "vultr_os" {
    defaults = { id = "2625" }
  }
}

mock_provider "cloudflare" {}

variables {
  account_id     = "00000000000000000000000000000001"
  zone_id        = "00000000000000000000000000000002"
  admin_cidrs    = ["198.51.100.7/32"]
  admin_ssh_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHxM ops"]
}

run "the_first_plan_makes_every_region" {
  command = plan

  assert {
    condition     = keys(output.regions) == keys(var.regions)
    error_message = "found ${jsonencode(keys(output.regions))}"
  }
}
