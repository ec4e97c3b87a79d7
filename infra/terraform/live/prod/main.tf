module "mesh" {
  source = "../../modules/mesh"

  environment       = "prod"
  worker            = "nearside"
  domain            = var.domain
  zone              = var.zone
  primary           = var.primary
  regions           = var.regions
  k3s               = var.k3s
  admin_cidrs       = var.admin_cidrs
  admin_ssh_keys    = var.admin_ssh_keys
  account_id        = var.account_id
  zone_id           = var.zone_id
  protected         = var.protected
  ways              = var.ways
  dumps_locked_days = var.dumps_locked_days
}
