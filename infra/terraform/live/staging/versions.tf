terraform {
  required_version = ">= 1.11.4, < 2.0.0"

  required_providers {
    hcloud = {
      source  = "hetznercloud/hcloud"
      version = "1.68.0"
    }
    vultr = {
      source  = "vultr/vultr"
      version = "2.32.0"
    }
    cloudflare = {
      source  = "cloudflare/cloudflare"
      version = "5.22.0"
    }
  }
}

# Each reads its token from the environment: HCLOUD_TOKEN, VULTR_API_KEY, CLOUDFLARE_API_TOKEN.
provider "hcloud" {}

provider "vultr" {}

provider "cloudflare" {}
