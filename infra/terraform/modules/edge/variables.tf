variable "account_id" {
  description = "Cloudflare's account."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-f]{32}$", var.account_id))
    error_message = "account_id: expected 32 hex digits, found ${jsonencode(var.account_id)}"
  }
}

variable "zone_id" {
  description = "The zone that the environment's domain lies in."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-f]{32}$", var.zone_id))
    error_message = "zone_id: expected 32 hex digits, found ${jsonencode(var.zone_id)}"
  }
}

variable "zone" {
  description = "The zone's name: the domain itself, or what it ends with."
  type        = string

  validation {
    condition     = var.domain == var.zone || endswith(var.domain, ".${var.zone}")
    error_message = "zone: expected ${var.domain} or what it ends with, found ${jsonencode(var.zone)}"
  }
}

variable "domain" {
  description = "Hosts of this environment end with it."
  type        = string
}

variable "worker" {
  description = "The Worker's name in its wrangler file."
  type        = string
}

variable "regions" {
  description = "The topology's regions."
  type = map(object({
    name     = string
    provider = string
    hosts    = object({ origin = string, postgres = string, kubernetes = string })
    backups  = object({ bucket = string, location = string })
  }))
}

variable "addresses" {
  description = "By region: the address at which it is reached."
  type        = map(string)
}

# The modules above pass null where nobody says: the default stands here alone.
variable "ways" {
  description = "How the Worker reaches a region through its tunnel: by the host name of `origin`, by a VPC service that it binds, or both."
  type        = set(string)
  nullable    = false
  default     = ["hostname", "vpc"]

  validation {
    condition     = length(var.ways) > 0 && length(setsubtract(var.ways, ["hostname", "vpc"])) == 0
    error_message = "ways: expected hostname, vpc or both, found ${jsonencode(var.ways)}"
  }
}

variable "dumps_locked_days" {
  description = "For how many days nobody can delete a dump or write over it: less than charts/database keeps them. 0 turns the lock off."
  type        = number
  nullable    = false
  default     = 29

  validation {
    condition     = var.dumps_locked_days >= 0 && floor(var.dumps_locked_days) == var.dumps_locked_days
    error_message = "dumps_locked_days: expected a whole number of days, 0 or more, found ${var.dumps_locked_days}"
  }
}
