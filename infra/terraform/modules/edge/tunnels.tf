# A region opens its tunnel itself, from inside (charts/tunnel): nothing listens for requests on its machine.

locals {
  # k3s brings Traefik. Through it, and not to the app's Service at once: it follows a flip of the slots on connections that stay open.
  traefik = "traefik.kube-system.svc.cluster.local"
}

resource "cloudflare_zero_trust_tunnel_cloudflared" "region" {
  for_each = var.regions

  account_id = var.account_id
  name       = each.value.name
  config_src = "cloudflare"
}

resource "cloudflare_zero_trust_tunnel_cloudflared_config" "region" {
  for_each = var.regions

  account_id = var.account_id
  tunnel_id  = cloudflare_zero_trust_tunnel_cloudflared.region[each.key].id
  source     = "cloudflare"

  config = {
    ingress = concat(
      !contains(var.ways, "hostname") ? [] : [{
        hostname       = each.value.hosts.origin
        service        = "http://${local.traefik}:80"
        origin_request = { connect_timeout = 2 }
      }],
      [{ service = "http_status:404" }],
    )
  }
}

data "cloudflare_zero_trust_tunnel_cloudflared_token" "region" {
  for_each = var.regions

  account_id = var.account_id
  tunnel_id  = cloudflare_zero_trust_tunnel_cloudflared.region[each.key].id
}

# The way of a Worker's binding: the host is known to nobody else.
resource "cloudflare_connectivity_directory_service" "region" {
  for_each = contains(var.ways, "vpc") ? var.regions : {}

  account_id = var.account_id
  name       = each.value.name
  type       = "http"
  http_port  = 80

  host = {
    hostname         = local.traefik
    resolver_network = { tunnel_id = cloudflare_zero_trust_tunnel_cloudflared.region[each.key].id }
  }
}
