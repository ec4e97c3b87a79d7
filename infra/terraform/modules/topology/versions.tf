# No provider: this module can be tested on any machine that has Terraform.
terraform {
  required_version = ">= 1.11.4, < 2.0.0"
}
