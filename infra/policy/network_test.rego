package main

import data.fixtures as f

network_cases := [
	["/spec/ingress/0/from", null, "NetworkPolicy app: ingress[0].from: expected who may come, found none"],
	["/spec/ingress/0/from", [], "NetworkPolicy app: ingress[0].from: expected who may come, found none"],
	["/spec/ingress/0/from/0/namespaceSelector", {}, "NetworkPolicy app: ingress[0].from[0].namespaceSelector: expected a label, found {}"],
	["/spec/ingress/0/from/0", {"ipBlock": {"cidr": "0.0.0.0/0"}}, "NetworkPolicy app: ingress[0].from[0].ipBlock.cidr: expected a part of the internet, found 0.0.0.0/0"],
	["/spec/ingress/0/from/0", {"ipBlock": {"cidr": "::/0"}}, "NetworkPolicy app: ingress[0].from[0].ipBlock.cidr: expected a part of the internet, found ::/0"],
	["/spec/ingress/0/ports", null, "NetworkPolicy app: ingress[0].ports: expected which ports, found none"],
	["/spec/egress", [{}], "NetworkPolicy app: egress[0]: expected whereto or to which ports, found {}"],
]

test_a_policy_that_says_who_and_where_passes if count(deny) == 0 with input as f.policy

test_each_open_policy_is_told if {
	every case in network_cases {
		said := deny with input as f.with_value(f.policy, case[0], case[1])
		told(said, case[2])
	}
}

test_a_service_of_the_cluster_passes if {
	count(deny) == 0 with input as {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "app"}, "spec": {"type": "ClusterIP"}}
	count(deny) == 0 with input as {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "app"}, "spec": {}}
}

test_a_service_of_the_world_is_told if {
	every type in ["NodePort", "LoadBalancer"] {
		said := deny with input as {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "app"}, "spec": {"type": type}}
		told(said, sprintf("Service app: spec.type: expected ClusterIP, found %s", [type]))
	}
	said := deny with input as {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "app"}, "spec": {"externalIPs": ["203.0.113.7"]}}
	told(said, `Service app: spec.externalIPs: expected none, found ["203.0.113.7"]`)
}
