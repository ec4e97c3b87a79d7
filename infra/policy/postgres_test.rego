package main

import data.fixtures as f

public := "/spec/managed/services/additional/0/serviceTemplate/spec"

postgres_cases := [
	["/spec/plugins", null, "Cluster pg-iad: spec.plugins: expected one that archives the log (isWALArchiver), found none"],
	["/spec/plugins/0/isWALArchiver", false, `Cluster pg-iad: spec.plugins: expected one that archives the log (isWALArchiver), found [{"isWALArchiver":false,"name":"barman-cloud.cloudnative-pg.io"}]`],
	["/spec/postgresql/pg_hba", null, "Cluster pg-iad: spec.postgresql.pg_hba: expected hostnossl all all all reject, found []"],
	["/spec/postgresql/pg_hba/1", "host all all 10.0.0.0/8 scram-sha-256", "Cluster pg-iad: spec.postgresql.pg_hba[1]: expected hostssl, or reject, found host all all 10.0.0.0/8 scram-sha-256"],
	["/spec/postgresql/pg_hba/1", "hostssl all all all trust", "Cluster pg-iad: spec.postgresql.pg_hba[1]: expected scram-sha-256 or cert, found hostssl all all all trust"],
	["/spec/postgresql/parameters", {"fsync": "off"}, "Cluster pg-iad: spec.postgresql.parameters.fsync: expected what the operator sets, found off"],
	["/spec/enableSuperuserAccess", true, "Cluster pg-iad: spec.enableSuperuserAccess: expected false, found true"],
	["/spec/externalClusters/0/connectionParameters/sslmode", "require", "Cluster pg-iad: spec.externalClusters[pg-bom].connectionParameters.sslmode: expected verify-full, found require"],
	["/spec/imageName", "ghcr.io/cloudnative-pg/postgresql:latest", "Cluster pg-iad: imageName: expected the tag of one version, found ghcr.io/cloudnative-pg/postgresql:latest"],
	[concat("", [public, "/type"]), "NodePort", "Cluster pg-iad: managed.services.additional[0].type: expected ClusterIP or LoadBalancer, found NodePort"],
	[concat("", [public, "/externalTrafficPolicy"]), null, "Cluster pg-iad: managed.services.additional[0].externalTrafficPolicy: expected Local, found none"],
	[concat("", [public, "/loadBalancerSourceRanges"]), null, "Cluster pg-iad: managed.services.additional[0].loadBalancerSourceRanges: expected single addresses, found none"],
	[concat("", [public, "/loadBalancerSourceRanges/0"]), "0.0.0.0/0", `Cluster pg-iad: managed.services.additional[0].loadBalancerSourceRanges: expected single addresses, found ["0.0.0.0/0","203.0.113.7/32"]`],
]

test_a_guarded_database_passes if count(deny) == 0 with input as f.cluster

test_each_open_database_is_told if {
	every case in postgres_cases {
		said := deny with input as f.with_value(f.cluster, case[0], case[1])
		told(said, case[2])
	}
}
