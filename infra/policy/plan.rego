# What a plan tells a provider: `terraform show -json` of it. The rules on openings are in firewall.rego.
package main

deny contains sprintf("%s: %s: expected a firewall, found none", [change.address, field]) if {
	some change in object.get(input, "resource_changes", [])
	field := firewall_fields[change.type]
	change.change.after != null
	object.get(change.change.after, field, null) in {null, "", []}
	not object.get(change.change, ["after_unknown", field], false)
}

# A machine that is in none is open, whatever firewalls there are. Of a new one the provider tells it only after the plan.
firewall_fields := {"hcloud_server": "firewall_ids", "vultr_instance": "firewall_group_id"}

# A rule whose addresses nobody knows yet is seen in the topology alone.
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
