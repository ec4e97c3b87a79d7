# No policy that lets in whoever comes, and none that lets out whatever goes.
package main

import data.lib.kubernetes as k

deny contains k.refusal(input, sprintf("ingress[%d].from", [i]), "who may come", null) if {
	input.kind == "NetworkPolicy"
	some i, rule in object.get(input.spec, "ingress", [])
	count(object.get(rule, "from", [])) == 0
}

deny contains k.refusal(input, sprintf("ingress[%d].from[%d].namespaceSelector", [i, j]), "a label", peer.namespaceSelector) if {
	input.kind == "NetworkPolicy"
	some i, rule in object.get(input.spec, "ingress", [])
	some j, peer in object.get(rule, "from", [])
	selects_all(peer.namespaceSelector)
}

deny contains k.refusal(input, sprintf("ingress[%d].from[%d].ipBlock.cidr", [i, j]), "a part of the internet", peer.ipBlock.cidr) if {
	input.kind == "NetworkPolicy"
	some i, rule in object.get(input.spec, "ingress", [])
	some j, peer in object.get(rule, "from", [])
	is_world(peer.ipBlock.cidr)
}

deny contains k.refusal(input, sprintf("ingress[%d].ports", [i]), "which ports", null) if {
	input.kind == "NetworkPolicy"
	some i, rule in object.get(input.spec, "ingress", [])
	count(object.get(rule, "ports", [])) == 0
}

deny contains k.refusal(input, sprintf("egress[%d]", [i]), "whereto or to which ports", rule) if {
	input.kind == "NetworkPolicy"
	some i, rule in object.get(input.spec, "egress", [])
	count(object.get(rule, "to", [])) == 0
	count(object.get(rule, "ports", [])) == 0
}

selects_all(selector) if {
	count(object.get(selector, "matchLabels", {})) == 0
	count(object.get(selector, "matchExpressions", [])) == 0
}

# Written in any of the ways that mean everybody.
is_world(cidr) if cidr in {"0.0.0.0/0", "::/0", "*", "0.0.0.0", "::"}

is_world(cidr) if regex.match(`/0$`, cidr)
