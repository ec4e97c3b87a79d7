package main

import data.fixtures as f
import data.lib.exceptions

role_cases := [
	["/rules/0/verbs", ["*"], "Role team: rules[0].verbs: expected each by its name, found *"],
	["/rules/0/resources", ["*"], "Role team: rules[0].resources: expected each by its name, found *"],
	["/rules/0/apiGroups", ["*"], "Role team: rules[0].apiGroups: expected each by its name, found *"],
	["/rules/0/verbs", ["escalate"], "Role team: rules[0].verbs: expected nothing that makes rights, found escalate"],
	["/rules/0/resources", ["secrets"], "Role team: rules[0].resources: expected secrets by their resourceNames, found secrets"],
	["/rules/0/resources", ["nodes/proxy"], "Role team: rules[0].resources: expected no way around other rights, found nodes/proxy"],
	["/rules/0/resources", ["pods/*"], "Role team: rules[0].resources: expected no way around other rights, found pods/*"],
	["/rules/0/resources", ["serviceaccounts/token"], "Role team: rules[0].resources: expected no way around other rights, found serviceaccounts/token"],
]

project_cases := [
	["/spec/destinations/0/namespace", "*", "AppProject api: spec.destinations[0].namespace: expected one by its name, found *"],
	["/spec/destinations/0/server", "*", "AppProject api: spec.destinations[0].server: expected one by its name, found *"],
	["/spec/clusterResourceWhitelist", [{"group": "", "kind": "Namespace"}], `AppProject api: spec.clusterResourceWhitelist[0]: expected nothing of the whole cluster, found {"group":"","kind":"Namespace"}`],
	["/spec/namespaceResourceWhitelist/0/kind", "*", `AppProject api: spec.namespaceResourceWhitelist[0]: expected kinds by their names, found {"group":"apps","kind":"*"}`],
	["/spec/sourceRepos", ["*"], "AppProject api: spec.sourceRepos[0]: expected one repository, found *"],
]

test_a_narrow_role_and_project_pass if {
	count(deny) == 0 with input as f.role
	count(deny) == 0 with input as f.project
}

test_each_wide_role_is_told if {
	every case in role_cases {
		said := deny with input as f.with_value(f.role, case[0], case[1])
		told(said, case[2])
	}
}

test_each_wide_project_is_told if {
	every case in project_cases {
		said := deny with input as f.with_value(f.project, case[0], case[1])
		told(said, case[2])
	}
}

test_secrets_by_name_may_be_read if {
	rule := {"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["one"], "verbs": ["get"]}
	count(deny) == 0 with input as f.with_value(f.role, "/rules/0", rule)
}

test_the_pods_of_one_namespace_may_be_entered_and_not_all if {
	role := f.with_value(f.role, "/rules/0/resources", ["pods/exec", "pods/log"])
	count(deny) == 0 with input as role
	said := deny with input as f.with_value(role, "/kind", "ClusterRole")
	said == {"ClusterRole team: rules[0].resources: expected no way around other rights, found pods/exec"}
}

test_an_exception_is_for_the_one_that_it_names if {
	wide := f.with_value(f.project, "/spec/destinations/0/namespace", "*")
	count(deny) == 0 with input as f.with_value(wide, "/metadata/name", "platform")
	count(deny) == 1 with input as wide
}

test_an_exception_has_its_reason if {
	every exception in exceptions.list {
		count(exception.because) > 20
	}
}

test_a_binding_to_everything_or_everybody_is_told if {
	said := deny with input as {
		"kind": "ClusterRoleBinding",
		"metadata": {"name": "all"},
		"roleRef": {"name": "cluster-admin"},
		"subjects": [{"kind": "Group", "name": "system:authenticated"}],
	}
	told(said, "ClusterRoleBinding all: roleRef.name: expected a role of its own, found cluster-admin")
	told(said, "ClusterRoleBinding all: subjects[0].name: expected somebody in particular, found system:authenticated")
}

test_a_secret_with_a_value_is_told_without_it if {
	said := deny with input as {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "keys"}, "stringData": {"token": "hush"}}
	said == {"Secret keys: stringData.token: expected no secret in git, found a value"}
}

test_a_secret_that_only_tells_argo_cd_where_it_is_passes if {
	secret := {
		"apiVersion": "v1",
		"kind": "Secret",
		"metadata": {"name": "here", "labels": {"argocd.argoproj.io/secret-type": "cluster"}},
		"stringData": {"name": "here", "server": "https://kubernetes.default.svc", "config": "{}"},
	}
	count(deny) == 0 with input as secret
	count(deny) == 3 with input as f.with_value(secret, "/stringData/config", `{"bearerToken": "hush"}`)
	count(deny) == 4 with input as f.with_value(secret, "/stringData/more", "x")
}

test_a_namespace_says_how_its_pods_are_held if {
	count(deny) == 0 with input as f.namespace
	said := deny with input as {"kind": "Namespace", "metadata": {"name": "api"}}
	told(said, "Namespace api: metadata.labels[pod-security.kubernetes.io/enforce]: expected restricted, found none")
	told(said, "Namespace api: metadata.labels[pod-security.kubernetes.io/enforce-version]: expected a version such as v1.35, found none")
	newest := f.with_value(f.namespace, "/metadata/labels/pod-security.kubernetes.io~1enforce-version", "latest")
	count(deny) == 1 with input as newest
}

test_a_namespace_of_argo_cd_says_it_too if {
	count(deny) == 0 with input as f.application
	labels := "/spec/syncPolicy/managedNamespaceMetadata/labels"
	said := deny with input as f.with_value(f.application, labels, {"pod-security.kubernetes.io/enforce": "privileged"})
	told(said, "Application cert-manager: syncPolicy.managedNamespaceMetadata.labels[pod-security.kubernetes.io/enforce]: expected restricted, found privileged")
	told(said, "Application cert-manager: syncPolicy.managedNamespaceMetadata.labels[pod-security.kubernetes.io/enforce-version]: expected a version such as v1.35, found none")
	set := {"apiVersion": "argoproj.io/v1alpha1", "kind": "ApplicationSet", "metadata": {"name": "all"}, "spec": {"template": f.application}}
	count(deny) == 0 with input as set
	count(deny) == 2 with input as f.with_value(set, "/spec/template/spec/syncPolicy/managedNamespaceMetadata", null)
}
