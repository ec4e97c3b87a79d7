# Where each region's Postgres keeps its base backups and its WAL. What is old is removed by the region itself (charts/database).

resource "cloudflare_r2_bucket" "backups" {
  for_each = var.regions

  account_id = var.account_id
  name       = each.value.backups.bucket
  location   = each.value.backups.location

  lifecycle {
    # R2 honours it at the first creation alone, and tells it in capital letters.
    ignore_changes = [location]
  }
}

resource "cloudflare_r2_bucket_lifecycle" "backups" {
  for_each = var.regions

  account_id  = var.account_id
  bucket_name = cloudflare_r2_bucket.backups[each.key].name

  rules = [{
    id         = "abandoned-uploads"
    enabled    = true
    conditions = { prefix = "" }
    abort_multipart_uploads_transition = {
      condition = { type = "Age", max_age = 7 * 24 * 60 * 60 }
    }
  }]
}

# Whoever holds a region's key could delete its backups with its database: not the dumps. Base backups and log stay out of it,
# because a lock forbids to write over a file, too, and the archive sends a piece of log again whenever it was interrupted.
resource "cloudflare_r2_bucket_lock" "dumps" {
  for_each = var.regions

  account_id  = var.account_id
  bucket_name = cloudflare_r2_bucket.backups[each.key].name

  # Turned off, not taken away: to destroy this resource changes nothing at Cloudflare.
  rules = [{
    id        = "dumps"
    enabled   = var.dumps_locked_days > 0
    prefix    = "dumps/"
    condition = { type = "Age", max_age_seconds = max(var.dumps_locked_days, 1) * 24 * 60 * 60 }
  }]
}

locals {
  # Cloudflare's ids of "Workers R2 Storage Bucket Item Write" (which reads, too) and "… Read": the same in all accounts,
  # https://developers.cloudflare.com/r2/api/tokens/
  permissions = {
    write = "2efd5506f9c8494dacb1fa10a3e7d5b6"
    read  = "6a018a9f2fc74eb6b293b0c548f38b39"
  }

  # R2's name of a bucket, as a resource that a token may use.
  bucket_resources = {
    for id, region in var.regions : id => "com.cloudflare.edge.r2.bucket.${var.account_id}_default_${region.backups.bucket}"
  }
}

# A region writes to its own bucket and reads the others': a replica fetches from them what streaming no longer has.
resource "cloudflare_account_token" "backups" {
  for_each = var.regions

  account_id = var.account_id
  name       = "${each.value.name}: backups"

  policies = concat(
    [{
      effect            = "allow"
      permission_groups = [{ id = local.permissions.write }]
      resources         = jsonencode({ (local.bucket_resources[each.key]) = "*" })
    }],
    length(var.regions) == 1 ? [] : [{
      effect            = "allow"
      permission_groups = [{ id = local.permissions.read }]
      resources         = jsonencode({ for id, resource in local.bucket_resources : resource => "*" if id != each.key })
    }],
  )

  depends_on = [cloudflare_r2_bucket.backups]
}
