mock_provider "google" {
  mock_resource "google_compute_address" {
    defaults = { address = "192.0.2.3" }
  }

  mock_resource "google_service_account" {
    defaults = { project = "nearside", email = "nodes@nearside.iam.gserviceaccount.com", member = "serviceAccount:nodes@nearside.iam.gserviceaccount.com" }
  }
}

variables {
  region = {
    name         = "nearside-prod-sin"
    location     = "asia-southeast1-a"
    size         = "e2-standard-2"
    labels       = { region = "sin", env = "prod" }
    pod_cidr     = "10.48.0.0/16"
    service_cidr = "10.49.0.0/20"
  }
  inbound = {
    kubernetes = { protocol = "tcp", port = "6443", cidrs = ["198.51.100.0/24"] }
    postgres   = { protocol = "tcp", port = "5432", cidrs = ["192.0.2.1/32", "192.0.2.2/32"] }
  }
}

run "the_nodes_have_no_address_of_their_own" {
  assert {
    condition     = google_container_cluster.this.private_cluster_config[0].enable_private_nodes
    error_message = "found ${jsonencode(google_container_cluster.this.private_cluster_config)}"
  }

  assert {
    condition     = google_compute_subnetwork.this.region == "asia-southeast1"
    error_message = "found ${google_compute_subnetwork.this.region}"
  }
}

run "operators_alone_reach_the_api" {
  assert {
    condition     = [for block in google_container_cluster.this.master_authorized_networks_config[0].cidr_blocks : block.cidr_block] == ["198.51.100.0/24"]
    error_message = "found ${jsonencode(google_container_cluster.this.master_authorized_networks_config)}"
  }
}

run "the_other_regions_alone_reach_postgres" {
  assert {
    condition     = toset(google_compute_firewall.postgres[0].source_ranges) == toset(["192.0.2.1/32", "192.0.2.2/32"])
    error_message = "found ${jsonencode(google_compute_firewall.postgres[0].source_ranges)}"
  }

  assert {
    condition     = google_compute_firewall.postgres[0].priority < google_compute_firewall.closed.priority && google_compute_firewall.closed.priority < 1000
    error_message = "expected to come before the rule that GKE makes, found ${google_compute_firewall.closed.priority}"
  }
}

run "pods_are_who_they_are_and_policies_hold" {
  assert {
    condition     = google_container_cluster.this.datapath_provider == "ADVANCED_DATAPATH" && google_container_cluster.this.workload_identity_config[0].workload_pool == "nearside.svc.id.goog"
    error_message = "found ${google_container_cluster.this.datapath_provider}"
  }

  assert {
    condition     = google_container_node_pool.this.node_config[0].service_account == "nodes@nearside.iam.gserviceaccount.com"
    error_message = "found ${google_container_node_pool.this.node_config[0].service_account}"
  }
}

run "it_is_protected_from_deletion_until_somebody_says_otherwise" {
  assert {
    condition     = google_container_cluster.this.deletion_protection
    error_message = "expected protection"
  }
}

run "refuses_no_nodes" {
  command = plan

  variables {
    nodes = 0
  }

  expect_failures = [var.nodes]
}
