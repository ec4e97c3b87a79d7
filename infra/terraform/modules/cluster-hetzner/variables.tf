variable "region" {
  description = "One of the topology's regions."
  type = object({
    name     = string
    location = string
    size     = string
    labels   = map(string)
    hosts    = object({ kubernetes = string })
  })
}

variable "address" {
  description = "The machine's reserved IPv4 address, made before it and apart from it: the other regions' firewalls know it."
  type        = object({ id = string, ip = string })
}

variable "inbound" {
  description = "Who may reach the machine, by name of the rule. All else is closed."
  type        = map(object({ protocol = string, port = optional(string), cidrs = list(string) }))
}

variable "outbound" {
  description = "Whom the machine may reach, by name of the rule. All else is closed."
  type        = map(object({ protocol = string, port = optional(string), cidrs = list(string) }))
}

variable "user_data" {
  description = "The topology's cloud-init. Read at the first boot; a later change replaces no machine."
  type        = string
}

variable "ssh_key_ids" {
  description = "Keys that Hetzner knows. With one of them it sets no root password and mails none."
  type        = list(string)

  validation {
    condition     = length(var.ssh_key_ids) > 0
    error_message = "ssh_key_ids: expected at least one key, found none: Hetzner would set a root password and mail it"
  }
}

variable "protected" {
  description = "Whether Hetzner refuses to delete the machine. A region is removed in two steps: first this, then the region."
  type        = bool
  default     = true
}

variable "image" {
  description = "The operating system; its cgroups are of version 2, which k3s asks for since 1.35."
  type        = string
  default     = "debian-13"
}
