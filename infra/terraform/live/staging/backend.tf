# The state holds the tunnels' tokens and the backups' keys: its bucket is private, and its own, not one of the regions'.
# R2 by the S3 protocol; its lock is a file beside it. The account is told at init, see ../../README.md.
terraform {
  backend "s3" {
    bucket                      = "nearside-terraform"
    key                         = "staging/terraform.tfstate"
    region                      = "auto"
    use_lockfile                = true
    use_path_style              = true
    skip_credentials_validation = true
    skip_metadata_api_check     = true
    skip_region_validation      = true
    skip_requesting_account_id  = true
    skip_s3_checksum            = true
  }
}
