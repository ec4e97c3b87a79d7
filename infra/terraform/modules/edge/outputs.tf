output "worker" {
  description = "What the Worker's configuration says: the id of its KV namespace, and by region origin and VPC service."
  value = {
    kv_namespace_id = cloudflare_workers_kv_namespace.overlay.id
    regions = {
      for id, region in var.regions : id => {
        origin         = contains(var.ways, "hostname") ? "https://${region.hosts.origin}" : null
        vpc_service_id = contains(var.ways, "vpc") ? cloudflare_connectivity_directory_service.region[id].service_id : null
      }
    }
  }
}

output "backups" {
  description = "By region: bucket and endpoint."
  value = {
    for id, region in var.regions : id => {
      bucket   = cloudflare_r2_bucket.backups[id].name
      endpoint = "https://${var.account_id}.r2.cloudflarestorage.com"
    }
  }
}

output "tunnel_tokens" {
  description = "By region: `token` of the Secret tunnel-token."
  value       = { for id in keys(var.regions) : id => data.cloudflare_zero_trust_tunnel_cloudflared_token.region[id].token }
  sensitive   = true
}

output "backup_credentials" {
  description = "By region: what S3 asks for; R2 derives both from an API token. The keys are those of the Secret pg-backup."
  value = {
    for id in keys(var.regions) : id => {
      ACCESS_KEY_ID     = cloudflare_account_token.backups[id].id
      ACCESS_SECRET_KEY = sha256(cloudflare_account_token.backups[id].value)
    }
  }
  sensitive = true
}
