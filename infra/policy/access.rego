# No right over everything, none to make rights, and no project that reaches everywhere.
package main

import data.lib.exceptions
import data.lib.kubernetes as k

deny contains k.refusal(input, sprintf("rules[%d].%s", [i, field]), "each by its name", "*") if {
	input.kind in {"Role", "ClusterRole"}
	some i, rule in object.get(input, "rules", [])
	some field in ["verbs", "resources", "apiGroups"]
	"*" in object.get(rule, field, [])
}

deny contains k.refusal(input, sprintf("rules[%d].verbs", [i]), "nothing that makes rights", verb) if {
	input.kind in {"Role", "ClusterRole"}
	some i, rule in object.get(input, "rules", [])
	some verb in object.get(rule, "verbs", [])
	verb in {"bind", "escalate", "impersonate"}
}

deny contains k.refusal(input, sprintf("rules[%d].resources", [i]), "secrets by their resourceNames", "secrets") if {
	input.kind in {"Role", "ClusterRole"}
	some i, rule in object.get(input, "rules", [])
	"secrets" in object.get(rule, "resources", [])
	count(object.get(rule, "resourceNames", [])) == 0
}

# Each is a way to another's right that no rule on verbs sees. Into the pods of one namespace a Role may lead.
deny contains k.refusal(input, sprintf("rules[%d].resources", [i]), "no way around other rights", resource) if {
	input.kind in {"Role", "ClusterRole"}
	some i, rule in object.get(input, "rules", [])
	some resource in object.get(rule, "resources", [])
	is_way_around(input.kind, resource)
}

is_way_around(_, resource) if resource in {"serviceaccounts/token", "certificatesigningrequests/approval"}

is_way_around(_, resource) if regex.match(`(/proxy|/\*|^\*/.*)$`, resource)

is_way_around("ClusterRole", resource) if regex.match(`^pods/(exec|attach|portforward|ephemeralcontainers)$`, resource)

deny contains k.refusal(input, "roleRef.name", "a role of its own", input.roleRef.name) if {
	input.kind in {"RoleBinding", "ClusterRoleBinding"}
	input.roleRef.name in {"cluster-admin", "admin", "edit"}
}

deny contains k.refusal(input, sprintf("subjects[%d].name", [i]), "somebody in particular", subject.name) if {
	input.kind in {"RoleBinding", "ClusterRoleBinding"}
	some i, subject in object.get(input, "subjects", [])
	subject.name in {"system:anonymous", "system:unauthenticated", "system:authenticated", "system:serviceaccounts", "system:masters"}
}

# A value in git is no secret any more.
deny contains k.refusal(input, sprintf("%s.%s", [field, key]), "no secret in git", "a value") if {
	input.kind == "Secret"
	some field in ["data", "stringData"]
	some key, _ in object.get(input, field, {})
	not is_label_secret
}

# Argo CD keeps what it knows of a cluster in a Secret: of its own one an address, and no key.
is_label_secret if {
	input.metadata.labels["argocd.argoproj.io/secret-type"] == "cluster"
	every key, value in object.union(object.get(input, "data", {}), object.get(input, "stringData", {})) {
		key in {"name", "server", "config"}
		not regex.match(`(?i)token|keydata|password|exec`, value)
	}
}

deny contains k.refusal(input, sprintf("spec.destinations[%d].%s", [i, field]), "one by its name", destination[field]) if {
	input.kind == "AppProject"
	not exceptions.granted("project-scope", input)
	some i, destination in object.get(input.spec, "destinations", [])
	some field in ["namespace", "server", "name"]
	contains(destination[field], "*")
}

deny contains k.refusal(input, sprintf("spec.%s[%d]", [field, i]), "nothing of the whole cluster", allowed) if {
	input.kind == "AppProject"
	not exceptions.granted("project-scope", input)
	some field in ["clusterResourceWhitelist"]
	some i, allowed in object.get(input.spec, field, [])
}

deny contains k.refusal(input, sprintf("spec.namespaceResourceWhitelist[%d]", [i]), "kinds by their names", allowed) if {
	input.kind == "AppProject"
	not exceptions.granted("project-scope", input)
	some i, allowed in object.get(input.spec, "namespaceResourceWhitelist", [])
	"*" in {allowed.group, allowed.kind}
}

deny contains k.refusal(input, sprintf("spec.sourceRepos[%d]", [i]), "one repository", repository) if {
	input.kind == "AppProject"
	some i, repository in object.get(input.spec, "sourceRepos", [])
	contains(repository, "*")
}
