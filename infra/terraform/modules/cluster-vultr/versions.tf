terraform {
  required_version = ">= 1.11.4, < 2.0.0"

  required_providers {
    vultr = {
      source  = "vultr/vultr"
      version = "2.32.0"
    }
  }
}
