package main

import data.fixtures as f

careless := "IngressRoute nearside: spec.routes[0].match: expected a Host(`…`) in every alternative, and no other way to a host, found %s"

test_a_route_of_its_own_host_passes if count(deny) == 0 with input as f.route

test_a_route_of_anothers_host_is_told if {
	said := deny with input as f.with_value(f.route, "/metadata/namespace", "ml")
	said == {
		"IngressRoute nearside: spec.routes[0].match: expected a host of its namespace, found iad.origin.example",
		"IngressRoute nearside: spec.routes[0].match: expected a host of its namespace, found iad.example",
		"IngressRoute nearside: spec.routes[1].match: expected a host of its namespace, found iad.origin.example",
	}
	count(deny) == 3 with input as f.with_value(f.route, "/metadata/namespace", null)
}

test_a_route_of_every_host_is_told if {
	every match in [
		"PathPrefix(`/`)", "Host(`a.example`) || PathPrefix(`/`)", "HostRegexp(`.*`)",
		"!Host(`a.example`)", "Path(`/Host()`)",
	] {
		said := deny with input as f.with_value(f.route, "/spec/routes/0/match", match)
		told(said, sprintf(careless, [match]))
	}
}
