# GKE opens a LoadBalancer's port to everybody, with priority 1000, unless the Service says otherwise. These come before it.

# Between pods of different nodes, and from the control plane, whose endpoint lies in the nodes' network.
resource "google_compute_firewall" "internal" {
  name          = "${var.region.name}-internal"
  network       = google_compute_network.this.id
  priority      = 700
  source_ranges = [var.node_cidr, var.region.pod_cidr]
  target_tags   = [var.region.name]

  allow {
    protocol = "all"
  }
}

resource "google_compute_firewall" "postgres" {
  count = contains(keys(var.inbound), "postgres") ? 1 : 0

  name          = "${var.region.name}-postgres"
  network       = google_compute_network.this.id
  priority      = 800
  source_ranges = var.inbound.postgres.cidrs
  target_tags   = [var.region.name]

  allow {
    protocol = "tcp"
    ports    = [var.inbound.postgres.port]
  }
}

resource "google_compute_firewall" "closed" {
  name          = "${var.region.name}-closed"
  network       = google_compute_network.this.id
  priority      = 900
  source_ranges = ["0.0.0.0/0"]
  target_tags   = [var.region.name]

  # Requests come through the tunnel.
  deny {
    protocol = "tcp"
    ports    = ["22", "80", "443", "5432"]
  }
}
