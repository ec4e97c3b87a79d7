# No firewall that lets the whole internet in: requests come through the tunnel, which opens from the inside, and Postgres
# knows the other regions by their addresses. Read of `terraform show -json`, and of what stands in .tf files as it is.
package main

import data.lib.kubernetes as k

deny contains sprintf(
	"%s: %s: expected single addresses, found %s for port %s",
	[opening.address, opening.field, opening.source, opening.port],
) if {
	some opening in openings
	is_world(opening.source)
}

# Of a plan, where all values are known that can be.
openings contains opening if {
	some change in object.get(input, "resource_changes", [])
	some found in opened_by(change.type, change.change.after)
	opening := object.union(found, {"address": change.address})
}

# Of a file.
openings contains opening if {
	some type, by_name in object.get(input, "resource", {})
	some name, blocks in by_name
	some block in as_list(blocks)
	some found in opened_by(type, block)
	opening := object.union(found, {"address": sprintf("%s.%s", [type, name])})
}

opened_by(type, after) := [{"field": "rule.source_ips", "source": source, "port": shown_port(rule)} |
	type == "hcloud_firewall"
	some rule in as_list(object.get(after, "rule", []))
	rule.direction == "in"
	not rule.protocol == "icmp"
	some source in as_list(object.get(rule, "source_ips", []))
] if {
	type == "hcloud_firewall"
}

opened_by(type, after) := [{"field": "subnet", "source": source, "port": shown_port(after)} |
	not after.protocol == "icmp"
	source := sprintf("%v/%v", [object.get(after, "subnet", ""), object.get(after, "subnet_size", "")])
] if {
	type == "vultr_firewall_rule"
}

opened_by(type, after) := [{"field": "source_ranges", "source": source, "port": port} |
	object.get(after, "direction", "INGRESS") == "INGRESS"
	some source in as_list(object.get(after, "source_ranges", []))
	some allowed in as_list(object.get(after, "allow", []))
	not allowed.protocol == "icmp"
	port := concat(",", as_list(object.get(allowed, "ports", ["all"])))
] if {
	type == "google_compute_firewall"
}

shown_port(rule) := sprintf("%v", [object.get(rule, "port", "all")])

as_list(value) := value if is_array(value)

as_list(value) := [value] if {
	not is_array(value)
	value != null
}
