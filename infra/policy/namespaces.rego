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

# What Argo CD makes for an Application is held to the same.
deny contains k.refusal(input, sprintf("syncPolicy.managedNamespaceMetadata.labels[%s]", [label]), expected, found) if {
	input.kind in {"Application", "ApplicationSet"}
	some spec in [input.spec, object.get(input.spec, ["template", "spec"], {})]
	"CreateNamespace=true" in object.get(spec, ["syncPolicy", "syncOptions"], [])
	some [key, pattern, expected] in [
		["enforce", `^restricted$`, "restricted"],
		["enforce-version", `^v1\.[0-9]+$`, "a version such as v1.35"],
	]
	label := concat("", ["pod-security.kubernetes.io/", key])
	found := k.at(spec, ["syncPolicy", "managedNamespaceMetadata", "labels", label])
	not regex.match(pattern, sprintf("%v", [found]))
}

is_version(found) if regex.match(`^v1\.[0-9]+$`, found)
