# No route to another's host: Traefik obeys routes of every namespace, and the highest priority wins.
package main

import data.lib.kubernetes as k

# Whose routes may name which hosts. A namespace that is not here has none.
hosts_of := {"api": `.`}

deny contains k.refusal(input, sprintf("spec.routes[%d].match", [i]), "a Host(`…`) in every alternative, and no other way to a host", route.match) if {
	input.kind == "IngressRoute"
	some i, route in input.spec.routes
	not names_hosts(route.match)
}

deny contains k.refusal(input, sprintf("spec.routes[%d].match", [i]), "a host of its namespace", host) if {
	input.kind == "IngressRoute"
	some i, route in input.spec.routes
	some [_, host] in regex.find_all_string_submatch_n("Host\\([`\"]([^`\"]*)[`\"]\\)", route.match, -1)
	not regex.match(object.get(hosts_of, object.get(input.metadata, "namespace", "none"), "$^"), host)
}

names_hosts(match) if {
	bare := regex.replace(match, "`[^`]*`|\"[^\"]*\"", "")
	not contains(bare, "!")
	not contains(bare, "HostRegexp")
	every alternative in split(bare, "||") { contains(alternative, "Host()") }
}
