# What manifests owe each other, among all of one file: `conftest test --combine --namespace together`.
package together

import data.lib.exceptions
import data.lib.kubernetes as k

manifests[file.path] := [document.contents |
	some document in input
	document.path == file.path
	document.contents.kind
] if {
	some file in input
}

deny contains k.refusal(cluster, "backups", "a ScheduledBackup of it", null) if {
	some path
	some cluster in manifests[path]
	cluster.kind == "Cluster"
	startswith(cluster.apiVersion, "postgresql.cnpg.io/")
	not exceptions.granted("postgres-backup", cluster)
	count([1 |
		some backup in manifests[path]
		backup.kind == "ScheduledBackup"
		backup.spec.cluster.name == cluster.metadata.name
	]) == 0
}

deny contains k.refusal(namespace, "policies", "a NetworkPolicy that denies all by default", null) if {
	some path
	some namespace in manifests[path]
	namespace.kind == "Namespace"
	not exceptions.granted("default-deny", namespace)
	count([1 |
		some policy in manifests[path]
		denies_all(policy)
		policy.metadata.namespace == namespace.metadata.name
	]) == 0
}

deny contains k.refusal(workload, "disruption", "a PodDisruptionBudget of its pods", null) if {
	some path
	some workload in manifests[path]
	workload.kind in {"Deployment", "StatefulSet"}
	object.get(workload.spec, "replicas", 1) > 1
	count([1 |
		some budget in manifests[path]
		budget.kind == "PodDisruptionBudget"
		object.subset(workload.spec.template.metadata.labels, budget.spec.selector.matchLabels)
	]) == 0
}

denies_all(policy) if {
	policy.kind == "NetworkPolicy"
	policy.spec.podSelector == {}
	{"Ingress", "Egress"} == {type | some type in policy.spec.policyTypes}
	count(object.get(policy.spec, "ingress", [])) == 0
	count(object.get(policy.spec, "egress", [])) == 0
}
