# The nodes' own account: the default one may edit the whole project.
resource "google_service_account" "nodes" {
  account_id   = var.region.name
  display_name = "Nodes of ${var.region.name}"
}

resource "google_project_iam_member" "nodes" {
  project = google_service_account.nodes.project
  role    = "roles/container.defaultNodeServiceAccount"
  member  = google_service_account.nodes.member
}
