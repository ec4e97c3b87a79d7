package main

import data.fixtures as f

test_what_no_rule_knows_is_told if {
	every case in [
		["v1", "List"], ["v1", "ReplicationController"], ["v1", "PodTemplate"], ["v1", "PersistentVolume"],
		["postgresql.cnpg.io/v1", "Pooler"], ["helm.cattle.io/v1", "HelmChart"], ["upgrade.cattle.io/v1", "Plan"],
		["networking.k8s.io/v1", "Ingress"], ["example.com/v1", "Deployment"],
	] {
		said := deny with input as {"apiVersion": case[0], "kind": case[1], "metadata": {"name": "new"}}
		told(said, sprintf("%s new: kind: expected one that infra/policy/kinds.rego knows, found %s %s", [case[1], case[0], case[1]]))
	}
}

test_a_kind_of_no_version_or_a_version_of_no_kind_is_told if {
	said := deny with input as {"kind": "ConfigMap", "metadata": {"name": "new"}}
	said == {"ConfigMap new: kind: expected one that infra/policy/kinds.rego knows, found none ConfigMap"}
	bare := deny with input as {"apiVersion": "v1", "metadata": {"name": "new"}}
	bare == {"? new: kind: expected one that infra/policy/kinds.rego knows, found v1 none"}
}

test_an_exception_of_a_kind_is_for_one if {
	traefik := {"apiVersion": "helm.cattle.io/v1", "kind": "HelmChartConfig", "metadata": {"name": "traefik"}}
	count(deny) == 0 with input as traefik
	count(deny) == 1 with input as f.with_value(traefik, "/metadata/name", "coredns")
}
