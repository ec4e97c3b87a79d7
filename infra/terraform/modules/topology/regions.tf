# What follows from the table alone: names, hosts, labels, roles.

locals {
  regions = {
    for id, region in local.table : id => {
      id           = id
      name         = "nearside-${var.environment}-${id}"
      provider     = region.provider
      location     = region.location
      size         = region.size
      arch         = region.arch
      latitude     = region.latitude
      longitude    = region.longitude
      pod_cidr     = region.pod_cidr
      service_cidr = region.service_cidr
      role         = id == var.primary ? "primary" : "replica"
      # Of the machine and what belongs to it, at its provider. Not its role: that moves, and nothing of the machine does.
      labels = {
        region = id
        env    = var.environment
      }
      hosts = {
        origin     = "${id}.origin.${var.domain}"
        postgres   = "pg-${id}.${var.domain}"
        kubernetes = "k8s-${id}.${var.domain}"
      }
      backups = {
        bucket   = "nearside-${var.environment}-pg-${id}"
        location = local.bucket_locations[id]
      }
    }
  }

  # R2's six places, by the meridian; a hint to R2, no guarantee.
  bucket_locations = {
    for id, region in local.table : id => (
      region.latitude < 0 && region.longitude > 110 ? "oc" :
      region.longitude < -100 ? "wnam" :
      region.longitude < -30 ? "enam" :
      region.longitude < 15 ? "weur" :
      region.longitude < 45 ? "eeur" : "apac"
    )
  }
}
