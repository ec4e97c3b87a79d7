module "edge" {
  source = "../edge"

  domain            = var.domain
  zone              = var.zone
  worker            = var.worker
  account_id        = var.account_id
  zone_id           = var.zone_id
  regions           = module.topology.regions
  addresses         = { for id, address in local.addresses : id => address.inbound }
  ways              = var.ways
  dumps_locked_days = var.dumps_locked_days
}
