# One machine is held to the same: no open database, no root, no limit left out, no image of tomorrow.
package main

import data.lib.kubernetes as k

deny contains compose_refusal(name, "ports", "no port of Postgres", port) if {
	some name, service in compose_services
	some port in object.get(service, "ports", [])
	5432 in published(port)
}

deny contains compose_refusal(name, "image", problem, service.image) if {
	some name, service in compose_services
	not service.build
	problem := image_problem(with_defaults(service.image))
	not is_filled_in_later(service.image, problem)
}

deny contains compose_refusal(name, "deploy.resources.limits", "cpus and memory", found) if {
	some name, service in compose_services
	found := k.at(service, ["deploy", "resources", "limits"])
	not has_limits(service)
}

deny contains compose_refusal(name, key, expected, found) if {
	some name, service in compose_services
	some [key, expected] in [["privileged", "false"], ["network_mode", "a network of its own"], ["pid", "its own"]]
	found := k.at(service, [key])
	found in {true, "host"}
}

deny contains compose_refusal(name, "cap_drop", "ALL", found) if {
	some name, service in compose_services
	found := object.get(service, "cap_drop", [])
	not "ALL" in found
}

deny contains compose_refusal(name, "security_opt", "no-new-privileges", found) if {
	some name, service in compose_services
	found := object.get(service, "security_opt", [])
	not some_rule(found, `^no-new-privileges([:=]true)?$`)
}

deny contains compose_refusal(name, "user", "a number above 0", service.user) if {
	some name, service in compose_services
	regex.match(`^(root|0)(:|$)`, sprintf("%v", [service.user]))
}

deny contains compose_refusal(name, sprintf("environment.%s", [variable]), "a secret's file", "a value") if {
	some name, service in compose_services
	is_object(service.environment)
	some variable, value in service.environment
	regex.match(`(PASSWORD|TOKEN|_KEYS?|SECRET)$`, variable)
	is_string(value)
	value != ""
	not contains(value, "$")
}

# As Compose would read it where .env says nothing but what it must.
with_defaults(text) := regex.replace(
	regex.replace(regex.replace(text, `\$\{\w+:?\+[^}]*\}`, ""), `\$\{\w+:?-([^}]*)\}`, "$1"),
	`\$\{\w+(:?\?[^}]*)?\}`, "variable",
)

# The digest of what is built here is known to the machine's .env alone.
is_filled_in_later(image, problem) if {
	contains(image, "$")
	startswith(problem, "a digest")
}

compose_services := input.services if {
	is_object(input.services)
	not input.kind
}

compose_refusal(name, field, expected, found) := sprintf(
	"service %s: %s: expected %s, found %s",
	[name, field, expected, k.shown(found)],
)

# Of `127.0.0.1:5432:5432`, `5432` or the long form all numbers that are in it.
published(port) := {port} if is_number(port)

published(port) := {to_number(number) | some number in regex.find_n(`[0-9]{2,5}`, port, -1)} if is_string(port)

published(port) := {to_number(number) |
	some key in ["published", "target"]
	number := object.get(port, key, 0)
} if {
	is_object(port)
}

has_limits(service) if {
	service.deploy.resources.limits.cpus
	service.deploy.resources.limits.memory
}

has_limits(service) if {
	service.cpus
	service.mem_limit
}
