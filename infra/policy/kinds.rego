# No kind that the rules don't know: it could bring a pod, a door or a right past all of them.
package main

import data.lib.exceptions
import data.lib.kubernetes as k

deny contains k.refusal(input, "kind", "one that infra/policy/kinds.rego knows", called) if {
	is_manifest
	not is_known
	not exceptions.granted("kind", input)
	called := sprintf("%s %s", [object.get(input, "apiVersion", "none"), object.get(input, "kind", "none")])
}

is_manifest if input.kind

is_manifest if input.apiVersion

is_known if input.kind in known_kinds[api_group]

# Of "apps/v1" the first half, of "v1" nothing.
api_group := regex.replace(input.apiVersion, `(^|/)[^/]*$`, "")

# Another rule looks at each, or there is nothing in it to look at. A List hides what it lists.
known_kinds := {
	"": {
		"ConfigMap", "LimitRange", "Namespace", "Pod", "ResourceQuota",
		"Secret", "Service", "ServiceAccount",
	},
	"apps": {"DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"},
	"argoproj.io": {"AppProject", "Application", "ApplicationSet"},
	"autoscaling": {"HorizontalPodAutoscaler"},
	"barmancloud.cnpg.io": {"ObjectStore"},
	"batch": {"CronJob", "Job"},
	"cert-manager.io": {"Certificate", "Issuer"},
	"monitoring.coreos.com": {"PodMonitor", "PrometheusRule"},
	"networking.k8s.io": {"NetworkPolicy"},
	"policy": {"PodDisruptionBudget"},
	"postgresql.cnpg.io": {"Cluster", "ScheduledBackup"},
	"rbac.authorization.k8s.io": {"ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"},
	"traefik.io": {"IngressRoute"},
}
