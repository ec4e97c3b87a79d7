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
