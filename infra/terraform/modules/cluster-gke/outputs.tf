# The addresses do not follow from the cluster: its firewall follows from all regions' addresses.

output "name" {
  description = "The cluster's name."
  value       = var.region.name
}

output "inbound_address" {
  description = "The IPv4 address at which the region's Postgres is reached: the loadBalancerIP of its Service."
  value       = google_compute_address.inbound.address
}

output "outbound_address" {
  description = "The IPv4 address from which the region calls others."
  value       = google_compute_address.outbound.address
}

output "kubeconfig_command" {
  description = "Writes the region's cluster into an operator's kubeconfig."
  value       = "gcloud container clusters get-credentials ${var.region.name} --location ${var.region.location}"
}
