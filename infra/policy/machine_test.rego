package main

import data.fixtures as f

compose_cases := [
	["/ports", ["5432:5432"], "service app: ports: expected no port of Postgres, found 5432:5432"],
	["/ports", ["127.0.0.1:15432:5432"], "service app: ports: expected no port of Postgres, found 127.0.0.1:15432:5432"],
	["/ports", [{"target": 5432, "published": "6000"}], `service app: ports: expected no port of Postgres, found {"published":"6000","target":5432}`],
	["/image", "postgres", "service app: image: expected a tag, found postgres"],
	["/image", "postgres:latest", "service app: image: expected the tag of one version, found postgres:latest"],
	["/image", "${IMAGE:-postgres:latest}", "service app: image: expected the tag of one version, found ${IMAGE:-postgres:latest}"],
	["/image", "ghcr.io/example/nearside:1.4.2", "service app: image: expected a digest, as it is built here, found ghcr.io/example/nearside:1.4.2"],
	["/deploy", null, "service app: deploy.resources.limits: expected cpus and memory, found none"],
	["/privileged", true, "service app: privileged: expected false, found true"],
	["/network_mode", "host", "service app: network_mode: expected a network of its own, found host"],
	["/cap_drop", null, "service app: cap_drop: expected ALL, found []"],
	["/security_opt", null, "service app: security_opt: expected no-new-privileges, found []"],
	["/user", "root", "service app: user: expected a number above 0, found root"],
	["/user", "0:0", "service app: user: expected a number above 0, found 0:0"],
	["/environment/POSTGRES_PASSWORD", "hush", "service app: environment.POSTGRES_PASSWORD: expected a secret's file, found a value"],
]

test_a_careful_service_passes if count(deny) == 0 with input as f.compose

test_a_version_from_the_environment_passes if {
	image := "ghcr.io/example/nearside:${RELEASE:?such as 1.4.2}${DIGEST:+@$DIGEST}"
	count(deny) == 0 with input as f.with_value(f.compose, "/services/app/image", image)
}

test_each_careless_service_is_told if {
	every case in compose_cases {
		said := deny with input as f.with_value(f.compose, concat("", ["/services/app", case[0]]), case[1])
		told(said, case[2])
	}
}

test_a_closed_firewall_passes if {
	count(deny) == 0 with input as {"resource": {"hcloud_firewall": {"region": [{"rule": [
		{"direction": "in", "protocol": "tcp", "port": "5432", "source_ips": ["203.0.113.7/32"]},
		{"direction": "in", "protocol": "icmp", "source_ips": ["0.0.0.0/0"]},
		{"direction": "out", "protocol": "udp", "port": "7844", "destination_ips": ["0.0.0.0/0"]},
	]}]}}}
}

test_an_open_firewall_in_a_file_is_told if {
	said := deny with input as {"resource": {
		"hcloud_firewall": {"region": [{"rule": [{"direction": "in", "protocol": "tcp", "port": "5432", "source_ips": ["0.0.0.0/0", "::/0"]}]}]},
		"vultr_firewall_rule": {"postgres": [{"protocol": "tcp", "port": "5432", "subnet": "0.0.0.0", "subnet_size": 0}]},
		"google_compute_firewall": {"postgres": [{"source_ranges": ["0.0.0.0/0"], "allow": [{"protocol": "tcp", "ports": ["5432"]}]}]},
	}}
	told(said, "hcloud_firewall.region: rule.source_ips: expected single addresses, found 0.0.0.0/0 for port 5432")
	told(said, "hcloud_firewall.region: rule.source_ips: expected single addresses, found ::/0 for port 5432")
	told(said, "vultr_firewall_rule.postgres: subnet: expected single addresses, found 0.0.0.0/0 for port 5432")
	told(said, "google_compute_firewall.postgres: source_ranges: expected single addresses, found 0.0.0.0/0 for port 5432")
}

test_an_open_firewall_in_a_plan_is_told if {
	rule := {"direction": "in", "protocol": "tcp", "port": "22", "source_ips": ["0.0.0.0/0"]}
	said := deny with input as {"resource_changes": [{
		"address": "module.iad.hcloud_firewall.region",
		"type": "hcloud_firewall",
		"change": {"after": {"rule": [rule]}},
	}]}
	said == {"module.iad.hcloud_firewall.region: rule.source_ips: expected single addresses, found 0.0.0.0/0 for port 22"}
}

test_a_firewall_that_goes_away_passes if {
	change := {"address": "hcloud_firewall.old", "type": "hcloud_firewall", "change": {"after": null}}
	count(deny) == 0 with input as {"resource_changes": [change]}
}
