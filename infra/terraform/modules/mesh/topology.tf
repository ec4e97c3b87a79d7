module "topology" {
  source = "../topology"

  environment    = var.environment
  domain         = var.domain
  primary        = var.primary
  regions        = var.regions
  k3s            = var.k3s
  admin_cidrs    = var.admin_cidrs
  admin_ssh_keys = var.admin_ssh_keys
  addresses      = local.addresses
}
