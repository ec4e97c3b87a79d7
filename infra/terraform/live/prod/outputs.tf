# For the pipeline and for operators: `terraform output -json worker`, and the sensitive ones one by one.

output "regions" {
  description = "By id: name, hosts, role, labels of the machine, addresses, and the commands that an operator needs."
  value       = module.mesh.regions
}

output "worker" {
  description = "What the Worker's configuration says: its KV namespace's id, and by region origin and VPC service."
  value       = module.mesh.worker
}

output "backups" {
  description = "By region: bucket and endpoint."
  value       = module.mesh.backups
}

output "tunnel_tokens" {
  description = "By region: `token` of the Secret tunnel-token."
  value       = module.mesh.tunnel_tokens
  sensitive   = true
}

output "backup_credentials" {
  description = "By region: what the Secret pg-backup holds."
  value       = module.mesh.backup_credentials
  sensitive   = true
}
