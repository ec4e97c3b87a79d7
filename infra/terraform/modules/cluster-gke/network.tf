locals {
  # asia-south1-a lies in asia-south1.
  google_region = regex("^[a-z]+-[a-z]+[0-9]+", var.region.location)
}

resource "google_compute_network" "this" {
  name                    = var.region.name
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "this" {
  name                     = var.region.name
  region                   = local.google_region
  network                  = google_compute_network.this.id
  ip_cidr_range            = var.node_cidr
  private_ip_google_access = true

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = var.region.pod_cidr
  }

  secondary_ip_range {
    range_name    = "services"
    ip_cidr_range = var.region.service_cidr
  }
}

# For the Service that publishes Postgres: its loadBalancerIP.
resource "google_compute_address" "inbound" {
  name   = "${var.region.name}-postgres"
  region = local.google_region
  labels = var.region.labels
}

# Private nodes leave by one address, which the other regions let in.
resource "google_compute_address" "outbound" {
  name   = "${var.region.name}-nat"
  region = local.google_region
  labels = var.region.labels
}

resource "google_compute_router" "this" {
  name    = var.region.name
  region  = local.google_region
  network = google_compute_network.this.id
}

resource "google_compute_router_nat" "this" {
  name                               = var.region.name
  region                             = local.google_region
  router                             = google_compute_router.this.name
  nat_ip_allocate_option             = "MANUAL_ONLY"
  nat_ips                            = [google_compute_address.outbound.self_link]
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"
}
