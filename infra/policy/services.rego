# The only way in is the tunnel; Postgres alone has a door of its own, for the other regions.
package main

import data.lib.kubernetes as k

deny contains k.refusal(input, "spec.type", "ClusterIP", input.spec.type) if {
	input.kind == "Service"
	input.spec.type in {"NodePort", "LoadBalancer"}
}

deny contains k.refusal(input, "spec.externalIPs", "none", input.spec.externalIPs) if {
	input.kind == "Service"
	input.spec.externalIPs
}

deny contains k.refusal(input, sprintf("%s.type", [field]), "ClusterIP or LoadBalancer", "NodePort") if {
	some {"field": field, "spec": spec} in postgres_services
	spec.type == "NodePort"
}

# Only with `Local` does Postgres see who comes.
deny contains k.refusal(input, sprintf("%s.externalTrafficPolicy", [field]), "Local", found) if {
	some {"field": field, "spec": spec} in postgres_services
	spec.type == "LoadBalancer"
	found := k.at(spec, ["externalTrafficPolicy"])
	found != "Local"
}

deny contains k.refusal(input, sprintf("%s.loadBalancerSourceRanges", [field]), "single addresses", found) if {
	some {"field": field, "spec": spec} in postgres_services
	spec.type == "LoadBalancer"
	found := k.at(spec, ["loadBalancerSourceRanges"])
	not are_single(found)
}

postgres_services := [{"field": sprintf("managed.services.additional[%d]", [i]), "spec": service.serviceTemplate.spec} |
	input.kind == "Cluster"
	some i, service in object.get(input.spec, ["managed", "services", "additional"], [])
]

are_single(ranges) if {
	is_array(ranges)
	count(ranges) > 0
	every range in ranges { regex.match(`(^[0-9.]+/32$)|(:.*/128$)`, range) }
}
