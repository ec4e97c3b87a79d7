mock_provider "cloudflare" {
  mock_resource "cloudflare_zero_trust_tunnel_cloudflared" {
    defaults = { id = "f70ff985-a4ef-4643-bbbc-4a0ed4fc8415" }
  }

  mock_resource "cloudflare_connectivity_directory_service" {
    defaults = { service_id = "0191dce4-9ab4-7fce-b660-8e5dec5172da" }
  }

  mock_resource "cloudflare_workers_kv_namespace" {
    defaults = { id = "0f2ac74b498b48028cb68387c421e279" }
  }

  mock_resource "cloudflare_account_token" {
    defaults = { id = "the-token's-id", value = "the-token" }
  }

  mock_data "cloudflare_zero_trust_tunnel_cloudflared_token" {
    defaults = { token = "a-tunnel's-token" }
  }
}

variables {
  account_id = "00000000000000000000000000000001"
  zone_id    = "00000000000000000000000000000002"
  zone       = "nearside.example"
  domain     = "nearside.example"
  worker     = "nearside"
  addresses  = { iad = "192.0.2.1", sin = "192.0.2.3" }
  regions = {
    iad = {
      name     = "nearside-prod-iad"
      provider = "hetzner"
      hosts    = { origin = "iad.origin.nearside.example", postgres = "pg-iad.nearside.example", kubernetes = "k8s-iad.nearside.example" }
      backups  = { bucket = "nearside-prod-pg-iad", location = "enam" }
    }
    sin = {
      name     = "nearside-prod-sin"
      provider = "gke"
      hosts    = { origin = "sin.origin.nearside.example", postgres = "pg-sin.nearside.example", kubernetes = "k8s-sin.nearside.example" }
      backups  = { bucket = "nearside-prod-pg-sin", location = "apac" }
    }
  }
}

run "requests_go_through_each_regions_own_tunnel_to_traefik" {
  assert {
    condition = [for rule in cloudflare_zero_trust_tunnel_cloudflared_config.region["iad"].config.ingress : "${rule.hostname == null ? "any" : rule.hostname} ${rule.service}"] == [
      "iad.origin.nearside.example http://traefik.kube-system.svc.cluster.local:80",
      "any http_status:404",
    ]
    error_message = "found ${jsonencode(cloudflare_zero_trust_tunnel_cloudflared_config.region["iad"].config)}"
  }

  assert {
    condition     = cloudflare_dns_record.origin["iad"].content == "f70ff985-a4ef-4643-bbbc-4a0ed4fc8415.cfargotunnel.com" && cloudflare_dns_record.origin["iad"].proxied
    error_message = "found ${cloudflare_dns_record.origin["iad"].content}"
  }

  assert {
    condition     = cloudflare_connectivity_directory_service.region["iad"].host.hostname == "traefik.kube-system.svc.cluster.local" && cloudflare_connectivity_directory_service.region["iad"].http_port == 80
    error_message = "found ${jsonencode(cloudflare_connectivity_directory_service.region["iad"].host)}"
  }
}

run "a_certificate_reaches_as_deep_as_the_origins" {
  assert {
    condition     = toset(cloudflare_certificate_pack.origin[0].hosts) == toset(["nearside.example", "*.origin.nearside.example"])
    error_message = "found ${jsonencode(cloudflare_certificate_pack.origin[0].hosts)}"
  }
}

run "postgres_and_the_api_have_names_that_are_not_proxied" {
  assert {
    condition     = { for id, record in cloudflare_dns_record.postgres : id => "${record.content} ${record.proxied}" } == { iad = "192.0.2.1 false", sin = "192.0.2.3 false" }
    error_message = "found ${jsonencode({ for id, record in cloudflare_dns_record.postgres : id => record.content })}"
  }

  assert {
    condition     = { for id, record in cloudflare_dns_record.kubernetes : id => "${record.content} ${record.proxied}" } == { iad = "192.0.2.1 false" }
    error_message = "found ${jsonencode({ for id, record in cloudflare_dns_record.kubernetes : id => record.content })}"
  }
}

run "without_host_names_a_region_is_reached_by_its_binding_alone" {
  variables {
    ways = ["vpc"]
  }

  assert {
    condition     = length(cloudflare_dns_record.origin) == 0 && length(cloudflare_certificate_pack.origin) == 0 && output.worker.regions.iad.origin == null
    error_message = "found ${jsonencode(output.worker)}"
  }

  assert {
    condition     = [for rule in cloudflare_zero_trust_tunnel_cloudflared_config.region["iad"].config.ingress : rule.service] == ["http_status:404"]
    error_message = "found ${jsonencode(cloudflare_zero_trust_tunnel_cloudflared_config.region["iad"].config)}"
  }
}

run "a_region_writes_its_own_backups_and_reads_the_others" {
  assert {
    condition = [
      for policy in cloudflare_account_token.backups["iad"].policies : "${policy.permission_groups[0].id} ${join(" ", keys(jsondecode(policy.resources)))}"
      ] == [
      "2efd5506f9c8494dacb1fa10a3e7d5b6 com.cloudflare.edge.r2.bucket.00000000000000000000000000000001_default_nearside-prod-pg-iad",
      "6a018a9f2fc74eb6b293b0c548f38b39 com.cloudflare.edge.r2.bucket.00000000000000000000000000000001_default_nearside-prod-pg-sin",
    ]
    error_message = "found ${jsonencode(cloudflare_account_token.backups["iad"].policies)}"
  }

  assert {
    condition     = output.backup_credentials.iad == { ACCESS_KEY_ID = "the-token's-id", ACCESS_SECRET_KEY = sha256("the-token") }
    error_message = "expected what R2 derives from the token"
  }
}

run "dumps_can_not_be_deleted_while_they_are_young" {
  assert {
    condition     = { for id, lock in cloudflare_r2_bucket_lock.dumps : "${lock.bucket_name}/${lock.rules[0].prefix}" => "${lock.rules[0].enabled} ${lock.rules[0].condition.max_age_seconds}" } == { "nearside-prod-pg-iad/dumps/" = "true 2505600", "nearside-prod-pg-sin/dumps/" = "true 2505600" }
    error_message = "found ${jsonencode(cloudflare_r2_bucket_lock.dumps)}"
  }
}

run "the_lock_is_turned_off_before_a_region_goes" {
  variables {
    dumps_locked_days = 0
  }

  assert {
    condition     = cloudflare_r2_bucket_lock.dumps["iad"].rules[0].enabled == false
    error_message = "found ${jsonencode(cloudflare_r2_bucket_lock.dumps["iad"].rules)}"
  }
}

run "refuses_a_lock_of_half_a_day" {
  command = plan

  variables {
    dumps_locked_days = 0.5
  }

  expect_failures = [var.dumps_locked_days]
}

run "the_workers_configuration_can_be_written_from_it" {
  assert {
    condition = output.worker == {
      kv_namespace_id = "0f2ac74b498b48028cb68387c421e279"
      regions = {
        iad = { origin = "https://iad.origin.nearside.example", vpc_service_id = "0191dce4-9ab4-7fce-b660-8e5dec5172da" }
        sin = { origin = "https://sin.origin.nearside.example", vpc_service_id = "0191dce4-9ab4-7fce-b660-8e5dec5172da" }
      }
    }
    error_message = "found ${jsonencode(output.worker)}"
  }
}

run "refuses_a_zone_that_the_domain_is_not_in" {
  command = plan

  variables {
    zone = "elsewhere.example"
  }

  expect_failures = [var.zone]
}

run "refuses_a_way_that_there_is_not" {
  command = plan

  variables {
    ways = ["access"]
  }

  expect_failures = [var.ways]
}

run "refuses_an_account_that_is_none" {
  command = plan

  variables {
    account_id = "nearside"
  }

  expect_failures = [var.account_id]
}
