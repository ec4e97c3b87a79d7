package together

import data.fixtures as f

default_deny := {
	"kind": "NetworkPolicy",
	"metadata": {"name": "default-deny", "namespace": "api"},
	"spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]},
}

backup := {"kind": "ScheduledBackup", "metadata": {"name": "pg"}, "spec": {"cluster": {"name": "pg-iad"}}}

budget := {"kind": "PodDisruptionBudget", "metadata": {"name": "app"}, "spec": {"selector": {"matchLabels": {"app": "app"}}}}

in_file(path, manifests) := [{"path": path, "contents": manifest} | some manifest in manifests]

test_what_belongs_together_passes if {
	all := in_file("one.yaml", [f.namespace, default_deny, f.cluster, backup, f.deployment, budget])
	count(deny) == 0 with input as all
}

test_what_is_missing_is_told if {
	said := deny with input as in_file("one.yaml", [f.namespace, f.cluster, f.deployment])
	said == {
		"Namespace api: policies: expected a NetworkPolicy that denies all by default, found none",
		"Cluster pg-iad: backups: expected a ScheduledBackup of it, found none",
		"Deployment app: disruption: expected a PodDisruptionBudget of its pods, found none",
	}
}

test_what_stands_in_another_file_is_of_another_region if {
	there := in_file("bom.yaml", [default_deny, backup, budget])
	here := in_file("iad.yaml", [f.namespace, f.cluster, f.deployment])
	count(deny) == 3 with input as array.concat(here, there)
}

test_a_policy_that_lets_something_through_is_no_default_deny if {
	open := json.patch(default_deny, [{"op": "add", "path": "/spec/egress", "value": [{}]}])
	count(deny) == 1 with input as in_file("one.yaml", [f.namespace, open])
}
