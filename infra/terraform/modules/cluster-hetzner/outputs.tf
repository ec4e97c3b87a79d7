output "name" {
  description = "The machine's name."
  value       = var.region.name
}

output "inbound_address" {
  description = "The IPv4 address at which the region is reached."
  value       = var.address.ip
}

output "outbound_address" {
  description = "The IPv4 address from which the region calls others: the same."
  value       = var.address.ip
}

output "kubeconfig_command" {
  description = "Prints a kubeconfig of the region's cluster to an operator."
  value       = "ssh ops@${var.region.hosts.kubernetes} sudo cat /etc/rancher/k3s/k3s.yaml | sed 's/127.0.0.1/${var.region.hosts.kubernetes}/; s/default/${var.region.name}/'"
}
