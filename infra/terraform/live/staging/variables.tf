# regions.auto.tfvars.json: the table, which a test compares with the Worker's and with what Argo CD reads.

variable "domain" {
  description = "Hosts of this environment end with it."
  type        = string
}

variable "zone" {
  description = "The name of Cloudflare's zone that the domain lies in."
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

# k3s.auto.tfvars.json: what new machines install. Clusters that run are upgraded by docs/runbooks/.

variable "k3s" {
  description = "The k3s release, and by architecture the SHA-256 of its binary."
  type        = object({ version = string, sha256 = map(string) })
}

# Of whoever runs this, not of the project: operators.auto.tfvars (not in git) or TF_VAR_…

variable "account_id" {
  description = "Cloudflare's account."
  type        = string
}

variable "zone_id" {
  description = "The zone's id."
  type        = string
}

variable "admin_cidrs" {
  description = "The IPv4 networks of the operators."
  type        = list(string)
}

variable "admin_ssh_keys" {
  description = "The public SSH keys of the operators."
  type        = list(string)
}

variable "protected" {
  description = "Whether machines and addresses are protected from deletion, where their provider can."
  type        = bool
  default     = false
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
