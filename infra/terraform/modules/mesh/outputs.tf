# Apart from `regions`: a managed cluster is made from it, and `regions` knows that cluster's addresses.
output "topology" {
  description = "By id: what follows from the table alone."
  value       = module.topology.regions
}

output "regions" {
  description = "By id: name, hosts, role, labels of the machine, addresses, and the commands that an operator needs."
  value = {
    for id, region in module.topology.regions : id => merge(region, {
      inbound_address    = local.addresses[id].inbound
      outbound_address   = local.addresses[id].outbound
      kubeconfig_command = try(merge(module.hetzner, module.vultr)[id].kubeconfig_command, null)
      bootstrap_command = join(" ", concat(
        ["infra/gitops/bootstrap/bootstrap.sh --region ${id} --env ${var.environment} --context ${region.name}"],
        region.provider == "gke" ? ["--distribution gke"] : [],
        ["--repo …"],
      ))
      peers_command = try(module.topology.peers_commands[id], null)
    })
  }
}

output "firewall" {
  description = "By id: who may reach the region, and whom it may reach. A managed cluster is given its part of it."
  value       = module.topology.firewall
}

output "worker" {
  description = "What the Worker's configuration says."
  value       = module.edge.worker
}

output "backups" {
  description = "By region: bucket and endpoint."
  value       = module.edge.backups
}

output "tunnel_tokens" {
  description = "By region: `token` of the Secret tunnel-token."
  value       = module.edge.tunnel_tokens
  sensitive   = true
}

output "backup_credentials" {
  description = "By region: what the Secret pg-backup holds."
  value       = module.edge.backup_credentials
  sensitive   = true
}
