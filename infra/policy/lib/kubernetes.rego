# What every rule on Kubernetes manifests needs: how a manifest is called, and where its pods and containers are.
package lib.kubernetes

# Such as "Deployment nearside-blue".
title(manifest) := sprintf("%s %s", [object.get(manifest, "kind", "?"), object.get(object.get(manifest, "metadata", {}), "name", "?")])

# One sentence for everything that is refused.
refusal(manifest, field, expected, found) := sprintf(
	"%s: %s: expected %s, found %s",
	[title(manifest), field, expected, shown(found)],
)

shown(found) := "none" if found == null

shown(found) := found if is_string(found)

shown(found) := json.marshal(found) if {
	found != null
	not is_string(found)
}

# The pod that a workload makes.
pod(manifest) := manifest.spec if manifest.kind == "Pod"

pod(manifest) := manifest.spec.template.spec if {
	manifest.kind in {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"}
}

pod(manifest) := manifest.spec.jobTemplate.spec.template.spec if manifest.kind == "CronJob"

containers(manifest) := [{"field": sprintf("%s[%s]", [group, container.name]), "container": container} |
	some group in ["initContainers", "containers"]
	some container in object.get(pod(manifest), group, [])
]

# The value at a path, or null where there is none.
at(value, path) := object.get(value, path, null)
