package main

# Type, what a closed one has, what an open one has, what is said of it.
plan_cases := [
	[
		"hcloud_firewall",
		{"rule": [
			{"direction": "in", "protocol": "tcp", "port": "22", "source_ips": ["198.51.100.7/32"]},
			{"direction": "in", "protocol": "icmp", "source_ips": ["0.0.0.0/0"]},
			{"direction": "out", "protocol": "udp", "port": "7844", "destination_ips": ["0.0.0.0/0"]},
		]},
		{"rule": [{"direction": "in", "protocol": "tcp", "port": "22", "source_ips": ["0.0.0.0/0"]}]},
		"rule.source_ips: expected a network no wider than /16, found 0.0.0.0/0 for port 22",
	],
	[
		"vultr_firewall_rule",
		{"protocol": "tcp", "port": "5432", "subnet": "203.0.113.7", "subnet_size": 32},
		{"protocol": "tcp", "port": "5432", "subnet": "0.0.0.0", "subnet_size": 0},
		"subnet: expected single addresses, found 0.0.0.0/0 for port 5432",
	],
	[
		"google_compute_firewall",
		{"source_ranges": ["10.42.0.0/16", "10.8.0.0/20"], "allow": [{"protocol": "all", "ports": null}]},
		{"source_ranges": ["0.0.0.0/0"], "allow": [{"protocol": "tcp", "ports": ["5432"]}]},
		"source_ranges: expected single addresses, found 0.0.0.0/0 for port 5432",
	],
	[
		"google_compute_firewall",
		{"source_ranges": ["0.0.0.0/0"], "deny": [{"protocol": "tcp", "ports": ["5432"]}]},
		{"source_ranges": ["203.0.113.7/32"], "allow": [{"protocol": "tcp", "ports": []}]},
		"source_ranges: expected a port that infra/policy/firewall.rego knows, found all",
	],
	[
		"google_container_cluster",
		{"master_authorized_networks_config": [{"cidr_blocks": [{"cidr_block": "198.51.100.7/32"}]}]},
		{"master_authorized_networks_config": []},
		"master_authorized_networks_config: expected a network no wider than /16, found everybody for port 6443",
	],
]

test_a_closed_firewall_of_a_plan_passes_and_an_open_one_is_told if {
	every case in plan_cases {
		[type, closed, open, sentence] := case
		count(deny) == 0 with input as plan(type, closed)
		said := deny with input as plan(type, open)
		said == {concat("", ["module.iad.firewall: ", sentence])}
		count(deny) == 0 with input as plan(type, null)
	}
}

plan(type, after) := {"terraform_version": "1.11.4", "resource_changes": [{
	"address": "module.iad.firewall",
	"type": type,
	"change": {"after": after},
}]}

test_a_machine_without_a_firewall_is_told if {
	every case in [["hcloud_server", "firewall_ids", [17]], ["vultr_instance", "firewall_group_id", "17"]] {
		[type, field, known] := case
		said := deny with input as plan(type, {"name": "iad"})
		said == {sprintf("module.iad.firewall: %s: expected a firewall, found none", [field])}
		count(deny) == 0 with input as plan(type, {field: known})
		unknown := json.patch(plan(type, {}), [{"op": "add", "path": "/resource_changes/0/change/after_unknown", "value": {field: true}}])
		count(deny) == 0 with input as unknown
	}
}
