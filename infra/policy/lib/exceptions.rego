# What is allowed against a rule, one by one, each with its reason. `rule` is the package-wide name of the rule.
package lib.exceptions

list := [
	{
		"rule": "kind",
		"kind": "HelmChartConfig",
		"name": "traefik",
		"because": "is the one way to the values of the Traefik that k3s brings",
	},
	{
		"rule": "postgres-port",
		"kind": "service",
		"name": "database",
		"because": "is reached by the replica that takes over, at an address that compose.takeover.yaml asks for",
	},
	{
		"rule": "project-scope",
		"kind": "AppProject",
		"name": "platform",
		"because": "makes the namespaces, their walls and the operators' own cluster-wide objects",
	},
	{
		"rule": "postgres-backup",
		"kind": "Cluster",
		"name": "pg-drill",
		"because": "is a restore of another one's backups, thrown away after a look at it",
	},
]

granted(rule, manifest) if {
	some exception in list
	exception.rule == rule
	exception.kind == manifest.kind
	exception.name == manifest.metadata.name
}
