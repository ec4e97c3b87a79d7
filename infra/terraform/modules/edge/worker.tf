# What the Worker is bound to and wrangler does not make. The script, its routes and its secrets are wrangler's.
resource "cloudflare_workers_kv_namespace" "overlay" {
  account_id = var.account_id
  title      = "${var.worker}-overlay"
}
