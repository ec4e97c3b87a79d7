variable "region" {
  description = "One of the topology's regions; its location is a zone (one node, the cheaper control plane) or a region of Google Cloud."
  type = object({
    name         = string
    location     = string
    size         = string
    labels       = map(string)
    pod_cidr     = string
    service_cidr = string
  })
}

variable "inbound" {
  description = "Who may reach the cluster, by name of the rule: of these, kubernetes and postgres have a meaning here."
  type        = map(object({ protocol = string, port = optional(string), cidrs = list(string) }))
}

variable "protected" {
  description = "Whether Terraform refuses to delete the cluster. A region is removed in two steps: first this, then the region."
  type        = bool
  default     = true
}

variable "node_cidr" {
  description = "The nodes' network, apart from all pods and services."
  type        = string
  default     = "10.255.0.0/24"

  validation {
    condition     = can(cidrnetmask(var.node_cidr))
    error_message = "node_cidr: expected an IPv4 network, found ${jsonencode(var.node_cidr)}"
  }
}

variable "nodes" {
  description = "Nodes in each zone of the location."
  type        = number
  default     = 1

  validation {
    condition     = var.nodes >= 1 && var.nodes <= 10 && floor(var.nodes) == var.nodes
    error_message = "nodes: expected a whole number from 1 to 10, found ${var.nodes}"
  }
}
