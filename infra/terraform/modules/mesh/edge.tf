module "edge" {
  source = "../edge"

  environment = var.environment
  domain      = var.domain
  zone        = var.zone
  worker      = var.worker
  account_id  = var.account_id
  zone_id     = var.zone_id
  regions     = module.topology.regions
  addresses   = { for id, cluster in local.clusters : id => cluster.inbound_address }
}
