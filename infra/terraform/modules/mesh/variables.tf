# What each must be is said, and checked, by the modules that use it: topology and edge.

variable "environment" {
  description = "staging or prod."
  type        = string
}

variable "domain" {
  description = "Hosts of this environment end with it."
  type        = string
}

variable "zone" {
  description = "The name of Cloudflare's zone that the domain lies in."
  type        = string
}

variable "worker" {
  description = "The Worker's name in its wrangler file."
  type        = string
}

variable "primary" {
  description = "The id of the one region whose Postgres takes writes."
  type        = any
}

variable "regions" {
  description = "The table of regions."
  type        = any
}

variable "k3s" {
  description = "The k3s release, and by architecture the SHA-256 of its binary."
  type        = object({ version = string, sha256 = map(string) })
}

variable "admin_cidrs" {
  description = "The IPv4 networks of the operators."
  type        = list(string)
}

variable "admin_ssh_keys" {
  description = "The public SSH keys of the operators."
  type        = list(string)
}

variable "account_id" {
  description = "Cloudflare's account."
  type        = string
}

variable "zone_id" {
  description = "The zone's id."
  type        = string
}

variable "protected" {
  description = "Whether machines and addresses are protected from deletion, where their provider can."
  type        = bool
  default     = true
}

variable "managed" {
  description = "Clusters that are made elsewhere, such as by cluster-gke, by region: their addresses."
  type        = map(object({ inbound_address = string, outbound_address = string }))
  default     = {}
}

variable "ways" {
  description = "How the Worker reaches regions: hostname, vpc or, where nothing is said, both."
  type        = set(string)
  default     = null
}

variable "dumps_locked_days" {
  description = "For how many days nobody can delete a dump; 0 turns the lock off. Where nothing is said: as modules/edge has it."
  type        = number
  default     = null
}
