variable "environment" {
  description = "What the regions together are: staging or prod."
  type        = string

  validation {
    condition     = contains(["staging", "prod"], var.environment)
    error_message = "environment: expected staging or prod, found ${jsonencode(var.environment)}"
  }
}

variable "domain" {
  description = "Hosts of this environment end with it, e.g. staging.nearside.example."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}$", var.domain)) && length(var.domain) <= 200
    error_message = "domain: expected a domain name in small letters, found ${jsonencode(var.domain)}"
  }
}

# `any`, because an object type drops keys that it does not know, and a misspelt key must be told: problems.tf.
variable "primary" {
  description = "The id of the one region whose Postgres takes writes."
  type        = any
}

variable "regions" {
  description = "The table of regions: id (an IATA code) to latitude, longitude, provider, location, size, arch, pod_cidr, service_cidr."
  type        = any
}

variable "addresses" {
  description = "By region: the IPv4 address at which it is reached, and the one from which its Postgres calls the others."
  type        = map(object({ inbound = string, outbound = string }))
}

variable "admin_cidrs" {
  description = "The IPv4 networks from which operators reach SSH and the Kubernetes API."
  type        = list(string)

  validation {
    condition     = length(var.admin_cidrs) > 0
    error_message = "admin_cidrs: expected at least one IPv4 network of operators, found none"
  }

  validation {
    condition = alltrue([
      for cidr in var.admin_cidrs : can(cidrnetmask(cidr)) && try(tonumber(split("/", cidr)[1]) >= 16, false)
    ])
    error_message = "admin_cidrs: expected IPv4 networks no wider than /16, such as 198.51.100.7/32, found ${jsonencode(var.admin_cidrs)}"
  }
}

variable "admin_ssh_keys" {
  description = "Public SSH keys of the operators, one a line of authorized_keys."
  type        = list(string)

  validation {
    condition = length(var.admin_ssh_keys) > 0 && alltrue([
      for key in var.admin_ssh_keys :
      can(regex("^(ssh-ed25519|sk-ssh-ed25519@openssh\\.com|ecdsa-sha2-nistp(256|384|521)|ssh-rsa) [A-Za-z0-9+/]+={0,3}( [^\\r\\n]*)?$", key))
    ])
    error_message = "admin_ssh_keys: expected at least one public key such as \"ssh-ed25519 AAAA… name\", found ${jsonencode(var.admin_ssh_keys)}"
  }
}

variable "k3s" {
  description = "The k3s release, and by architecture the SHA-256 of its binary as the release's sha256sum-<arch>.txt tells it."
  type = object({
    version = string
    sha256  = map(string)
  })

  validation {
    condition     = can(regex("^v1\\.[0-9]+\\.[0-9]+\\+k3s[0-9]+$", var.k3s.version))
    error_message = "k3s.version: expected an exact release such as v1.35.8+k3s1, found ${jsonencode(var.k3s.version)}"
  }

  validation {
    condition = length(var.k3s.sha256) > 0 && alltrue([
      for arch, sum in var.k3s.sha256 : contains(["amd64", "arm64"], arch) && can(regex("^[0-9a-f]{64}$", sum))
    ])
    error_message = "k3s.sha256: expected 64 hex digits under amd64 or arm64, found ${jsonencode(var.k3s.sha256)}"
  }
}
