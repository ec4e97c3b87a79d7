# No database without a way back, and none that takes a password in the clear.
package main

import data.lib.exceptions
import data.lib.kubernetes as k

is_postgres if startswith(object.get(input, "apiVersion", ""), "postgresql.cnpg.io/")

deny contains k.refusal(input, "spec.plugins", "one that archives the log (isWALArchiver)", plugins) if {
	is_postgres
	input.kind == "Cluster"
	not exceptions.granted("postgres-backup", input)
	plugins := k.at(input, ["spec", "plugins"])
	not is_archived
}

is_archived if {
	some plugin in input.spec.plugins
	plugin.isWALArchiver == true
	object.get(plugin, "enabled", true) == true
}

# The operator ends every pg_hba with `host all all all scram-sha-256`: something before it has to stop what has no TLS.
deny contains k.refusal(input, "spec.postgresql.pg_hba", "hostnossl all all all reject", rules) if {
	is_postgres
	input.kind == "Cluster"
	rules := object.get(input.spec, ["postgresql", "pg_hba"], [])
	not some_rule(rules, `^host(nossl)?\s+all\s+all\s+(all|0\.0\.0\.0/0)\s+reject$`)
}

deny contains k.refusal(input, sprintf("spec.postgresql.pg_hba[%d]", [i]), "hostssl, or reject", rule) if {
	is_postgres
	input.kind == "Cluster"
	some i, rule in object.get(input.spec, ["postgresql", "pg_hba"], [])
	regex.match(`^host(nossl|gssenc|nogssenc)?\s`, rule)
	not regex.match(`\sreject$`, rule)
}

deny contains k.refusal(input, sprintf("spec.postgresql.pg_hba[%d]", [i]), "scram-sha-256 or cert", rule) if {
	is_postgres
	input.kind == "Cluster"
	some i, rule in object.get(input.spec, ["postgresql", "pg_hba"], [])
	regex.match(`\s(trust|password|md5|ident)(\s|$)`, rule)
}

deny contains k.refusal(input, sprintf("spec.postgresql.parameters.%s", [name]), "what the operator sets", value) if {
	is_postgres
	input.kind == "Cluster"
	some name, value in object.get(input.spec, ["postgresql", "parameters"], {})
	name in {"ssl", "fsync", "full_page_writes"}
}

deny contains k.refusal(input, "spec.enableSuperuserAccess", "false", true) if {
	is_postgres
	input.kind == "Cluster"
	input.spec.enableSuperuserAccess == true
}

# Nobody sees a copy that lies: a server that is not the one it was asked for.
deny contains k.refusal(input, sprintf("spec.externalClusters[%s].connectionParameters.sslmode", [source.name]), "verify-full", found) if {
	is_postgres
	input.kind == "Cluster"
	some source in object.get(input.spec, "externalClusters", [])
	source.connectionParameters
	found := k.at(source, ["connectionParameters", "sslmode"])
	found != "verify-full"
}

some_rule(rules, pattern) if {
	some rule in rules
	regex.match(pattern, rule)
}
