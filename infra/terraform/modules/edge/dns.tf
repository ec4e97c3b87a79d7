resource "cloudflare_dns_record" "origin" {
  for_each = contains(var.ways, "hostname") ? var.regions : {}

  zone_id = var.zone_id
  name    = each.value.hosts.origin
  type    = "CNAME"
  content = "${cloudflare_zero_trust_tunnel_cloudflared.region[each.key].id}.cfargotunnel.com"
  ttl     = 1
  proxied = true
  comment = "${each.value.name}: its tunnel"
}

# Cloudflare's free certificate reaches one level below the zone; <region>.origin.<domain> lies two or three below.
resource "cloudflare_certificate_pack" "origin" {
  count = contains(var.ways, "hostname") ? 1 : 0

  zone_id               = var.zone_id
  type                  = "advanced"
  certificate_authority = "google"
  validation_method     = "txt"
  validity_days         = 90
  hosts                 = [var.zone, "*.origin.${var.domain}"]
}

# Not proxied: Postgres is no HTTP. The firewall says who gets through.
resource "cloudflare_dns_record" "postgres" {
  for_each = var.regions

  zone_id = var.zone_id
  name    = each.value.hosts.postgres
  type    = "A"
  content = var.addresses[each.key]
  ttl     = 60
  proxied = false
  comment = "${each.value.name}: Postgres, for the other regions alone"
}

# A managed cluster's API has a name and a certificate of its own.
resource "cloudflare_dns_record" "kubernetes" {
  for_each = { for id, region in var.regions : id => region if region.provider != "gke" }

  zone_id = var.zone_id
  name    = each.value.hosts.kubernetes
  type    = "A"
  content = var.addresses[each.key]
  ttl     = 300
  proxied = false
  comment = "${each.value.name}: SSH and the Kubernetes API, for operators alone"
}
