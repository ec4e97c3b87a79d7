# No firewall that lets the whole internet in: requests come through the tunnel, which opens from the inside, and Postgres
# knows the other regions by their addresses. Read of `terraform show -json`, of a plan or of a state: files of Terraform
# say little, as their rules come from variables.
package main

import data.lib.kubernetes as k

deny contains sprintf(
	"%s: %s: expected %s, found %s for port %s",
	[opening.address, opening.field, expected, opening.source, opening.port],
) if {
	some opening in openings
	expected := source_problem(opening)
}

deny contains sprintf(
	"%s: %s: expected a port that infra/policy/firewall.rego knows, found %s",
	[opening.address, opening.field, opening.port],
) if {
	some opening in openings
	not opening.port in open_ports
	not is_private(opening.source)
}

# A state of which nothing can be read must not pass for a closed one.
deny contains "firewall: expected what modules/topology says of at least one region, found none" if {
	is_state
	count(topology) == 0
}

deny contains sprintf("firewall.%s.%s: expected rules, found none", [region, direction]) if {
	some region, both in topology
	some direction in ["inbound", "outbound"]
	count(object.get(both, direction, {})) == 0
}

# SSH, Kubernetes, Postgres. What else is let in is a line here, and somebody's review.
open_ports := {"22", "6443", "5432"}

source_problem(opening) := "single addresses" if {
	opening.port == "5432"
	not regex.match(`^[0-9.]+/32$`, opening.source)
}

source_problem(opening) := "a network no wider than /16" if {
	opening.port != "5432"
	not is_private(opening.source)
	not is_narrow(opening.source)
}

is_narrow(cidr) if to_number(regex.find_all_string_submatch_n(`^[0-9.]+/([0-9]+)$`, cidr, 1)[0][1]) >= 16

is_private(cidr) if {
	some network in ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
	regex.match(`^[0-9.]+/[0-9]+$`, cidr)
	net.cidr_contains(network, cidr)
}

is_state if {
	input.terraform_version
	not input.resource_changes
}

topology := object.union(
	object.get(input, ["planned_values", "outputs", "firewall", "value"], {}),
	object.get(input, ["values", "outputs", "firewall", "value"], {}),
)

# Of the topology, from which every provider's module and the machine's own firewall make their rules.
openings contains {
	"address": sprintf("firewall.%s.%s.%s", [region, direction, name]),
	"field": "cidrs", "source": source, "port": shown_port(rule),
} if {
	some region, both in topology
	some direction in ["inbound", "outbound"]
	some name, rule in object.get(both, direction, {})
	not is_ping(rule)
	is_guarded(direction, rule)
	some source in rule.cidrs
}

# Out go names, images and the tunnel; only the way to other regions' Postgres is a way to single addresses.
is_guarded("inbound", _) := true

is_guarded("outbound", rule) if {
	[from, to] := port_range(shown_port(rule))
	from <= 5432
	to >= 5432
}

# Of a plan: what a provider is told. A rule whose addresses nobody knows yet is seen in the topology alone.
openings contains opening if {
	some change in object.get(input, "resource_changes", [])
	some found in opened_by(change.type, change.change.after)
	opening := object.union(found, {"address": change.address})
}

opened_by("hcloud_firewall", after) := [{"field": "rule.source_ips", "source": source, "port": shown_port(rule)} |
	some rule in as_list(object.get(after, "rule", []))
	rule.direction == "in"
	not is_ping(rule)
	some source in as_list(object.get(rule, "source_ips", []))
]

opened_by("vultr_firewall_rule", after) := [{"field": "subnet", "source": source, "port": shown_port(after)} |
	not is_ping(after)
	source := sprintf("%v/%v", [object.get(after, "subnet", ""), object.get(after, "subnet_size", "")])
]

opened_by("google_compute_firewall", after) := [{"field": "source_ranges", "source": source, "port": port} |
	object.get(after, "direction", "INGRESS") != "EGRESS"
	some source in as_list(object.get(after, "source_ranges", []))
	some allowed in as_list(object.get(after, "allow", []))
	not is_ping(allowed)
	some port in ports_or_all(object.get(allowed, "ports", []))
]

# Kubernetes' own door, which on GKE no firewall closes.
opened_by("google_container_cluster", after) := [{"field": "master_authorized_networks_config", "source": source, "port": "6443"} |
	after != null
	some source in authorized(as_list(object.get(after, "master_authorized_networks_config", [])))
]

authorized(configs) := ["everybody"] if count(configs) == 0

authorized(configs) := [block.cidr_block |
	some config in configs
	some block in as_list(object.get(config, "cidr_blocks", []))
] if {
	count(configs) > 0
}

ports_or_all(ports) := ["all"] if count(as_list(ports)) == 0

ports_or_all(ports) := ports if count(as_list(ports)) > 0

is_ping(rule) if lower(rule.protocol) == "icmp"

# Of a rule without one, and of "any", every port.
shown_port(rule) := "all" if object.get(rule, "port", null) in {null, "", "any"}

shown_port(rule) := sprintf("%v", [rule.port]) if not object.get(rule, "port", null) in {null, "", "any"}

port_range("all") := [1, 65535]

port_range(port) := [to_number(edges[0]), to_number(edges[count(edges) - 1])] if {
	regex.match(`^[0-9]+([-:][0-9]+)?$`, port)
	edges := regex.split(`[-:]`, port)
}

as_list(value) := [] if value == null

as_list(value) := value if is_array(value)

as_list(value) := [value] if {
	not is_array(value)
	value != null
}
