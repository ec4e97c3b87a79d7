package main

import data.fixtures as f

firewall := "/values/outputs/firewall/value/iad"

topology_cases := [
	["/inbound/postgres/cidrs", ["0.0.0.0/0"], "firewall.iad.inbound.postgres: cidrs: expected single addresses, found 0.0.0.0/0 for port 5432"],
	["/inbound/postgres/cidrs", ["203.0.113.0/24"], "firewall.iad.inbound.postgres: cidrs: expected single addresses, found 203.0.113.0/24 for port 5432"],
	["/inbound/postgres/cidrs", ["::/0"], "firewall.iad.inbound.postgres: cidrs: expected single addresses, found ::/0 for port 5432"],
	["/inbound/ssh/cidrs", ["0.0.0.0/0"], "firewall.iad.inbound.ssh: cidrs: expected a network no wider than /16, found 0.0.0.0/0 for port 22"],
	["/inbound/ssh/cidrs", ["0.0.0.0/1"], "firewall.iad.inbound.ssh: cidrs: expected a network no wider than /16, found 0.0.0.0/1 for port 22"],
	["/inbound/ssh/port", "443", "firewall.iad.inbound.ssh: cidrs: expected a port that infra/policy/firewall.rego knows, found 443"],
	["/inbound/ssh/port", "1-65535", "firewall.iad.inbound.ssh: cidrs: expected a port that infra/policy/firewall.rego knows, found 1-65535"],
	["/inbound/ssh/port", null, "firewall.iad.inbound.ssh: cidrs: expected a port that infra/policy/firewall.rego knows, found all"],
	["/inbound", null, "firewall.iad.inbound: expected rules, found none"],
	["/outbound/postgres/cidrs", ["0.0.0.0/0"], "firewall.iad.outbound.postgres: cidrs: expected single addresses, found 0.0.0.0/0 for port 5432"],
	["/outbound/https/port", "1-65535", "firewall.iad.outbound.https: cidrs: expected a network no wider than /16, found 0.0.0.0/0 for port 1-65535"],
]

test_a_closed_topology_passes if {
	count(deny) == 0 with input as f.topology
	planned := {"format_version": "1.2", "terraform_version": "1.11.4", "planned_values": f.topology.values}
	count(deny) == 0 with input as planned
}

test_each_opening_of_the_topology_is_told if {
	every case in topology_cases {
		said := deny with input as f.with_value(f.topology, concat("", [firewall, case[0]]), case[1])
		told(said, case[2])
	}
}

test_a_state_that_tells_no_firewall_is_told if {
	every outputs in [{}, {"firewall": {"value": {}}}, {"walls": f.topology.values.outputs.firewall}] {
		said := deny with input as f.with_value(f.topology, "/values/outputs", outputs)
		said == {"firewall: expected what modules/topology says of at least one region, found none"}
	}
}
