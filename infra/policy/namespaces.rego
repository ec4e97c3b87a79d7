# No namespace whose pods may do what they like.
package main

import data.lib.exceptions
import data.lib.kubernetes as k

deny contains k.refusal(input, sprintf("metadata.labels[%s]", [label]), "restricted", found) if {
	input.kind == "Namespace"
	not exceptions.granted("pod-security", input)
	label := "pod-security.kubernetes.io/enforce"
	found := k.at(input, ["metadata", "labels", label])
	found != "restricted"
}

# The standard of the newest version would change under the pods with an upgrade.
deny contains k.refusal(input, sprintf("metadata.labels[%s]", [label]), "a version such as v1.35", found) if {
	input.kind == "Namespace"
	not exceptions.granted("pod-security", input)
	label := "pod-security.kubernetes.io/enforce-version"
	found := k.at(input, ["metadata", "labels", label])
	not is_version(found)
}

is_version(found) if regex.match(`^v1\.[0-9]+$`, found)
