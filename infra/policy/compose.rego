# One machine is held to the same: no root, no limit left out, no image of tomorrow. Its doors: compose_doors.rego. A file
# over another one (compose.takeover.yaml) has services without an image; of these it is read what they say.
package main

import data.lib.kubernetes as k

deny contains compose_refusal(name, "image", problem, service.image) if {
	some name, service in compose_services
	not service.build
	problem := image_problem(with_defaults(service.image))
	not is_filled_in_later(service.image, problem)
}

deny contains compose_refusal(name, "deploy.resources.limits", "cpus and memory", found) if {
	some name, service in whole_services
	found := k.at(service, ["deploy", "resources", "limits"])
	not has_limits(service)
}

deny contains compose_refusal(name, key, expected, found) if {
	some name, service in compose_services
	some [key, expected] in [
		["privileged", "false"], ["network_mode", "a network of its own"],
		["pid", "its own"], ["ipc", "its own"], ["uts", "its own"], ["cgroup", "its own"], ["userns_mode", "its own"],
	]
	found := k.at(service, [key])
	found in {true, "host"}
}

deny contains compose_refusal(name, key, "none", found) if {
	some name, service in compose_services
	some key in ["cap_add", "devices", "volumes_from", "group_add"]
	found := object.get(service, key, [])
	count(found) > 0
}

deny contains compose_refusal(name, "cap_drop", "ALL", found) if {
	some name, service in whole_services
	found := object.get(service, "cap_drop", [])
	not "ALL" in found
}

deny contains compose_refusal(name, "read_only", "true", found) if {
	some name, service in whole_services
	found := k.at(service, ["read_only"])
	found != true
}

deny contains compose_refusal(name, "security_opt", "no-new-privileges", found) if {
	some name, service in whole_services
	found := object.get(service, "security_opt", [])
	not some_rule(found, `^no-new-privileges([:=]true)?$`)
}

deny contains compose_refusal(name, "security_opt", "nothing that is unconfined", found) if {
	some name, service in compose_services
	found := object.get(service, "security_opt", [])
	some_rule(found, `unconfined|disable|=false|:false`)
}

# Without one it is the image's, which may be root.
deny contains compose_refusal(name, "user", "a user and a group, each a number above 0", found) if {
	some name, service in whole_services
	found := k.at(service, ["user"])
	not is_nobody(found)
}

deny contains compose_refusal(name, "user", "a user and a group, each a number above 0", service.user) if {
	some name, service in compose_services
	not service.image
	not is_nobody(service.user)
}

deny contains compose_refusal(name, sprintf("environment.%s", [variable]), "a secret's file", "a value") if {
	some name, service in compose_services
	some [variable, value] in variables(service)
	is_secret(variable, value)
	not regex.match(`^\$(\w+|\{\w+(:?\?[^}]*)?\})$`, value)
}

# As Compose would read it where .env says nothing but what it must.
with_defaults(text) := regex.replace(
	regex.replace(regex.replace(text, `\$\{\w+:?\+[^}]*\}`, ""), `\$\{\w+:?-([^}]*)\}`, "$1"),
	`\$\{\w+(:?\?[^}]*)?\}`, "0.0.0-variable",
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

whole_services[name] := service if {
	some name, service in compose_services
	some key in ["image", "build"]
	service[key]
}

compose_refusal(name, field, expected, found) := sprintf(
	"service %s: %s: expected %s, found %s",
	[name, field, expected, k.shown(found)],
)

is_nobody(user) if regex.match(`^[1-9][0-9]*:[1-9][0-9]*$`, user)

# Written as a map or as a list of NAME=value.
variables(service) := [[name, value] |
	some name, value in service.environment
	is_string(name)
	is_string(value)
] if {
	is_object(service.environment)
}

variables(service) := [[name, value] |
	some line in service.environment
	[_, name, value] := regex.find_all_string_submatch_n(`(?s)^(\w+)=(.*)$`, line, 1)[0]
] if {
	is_array(service.environment)
}

is_secret(variable, value) if {
	regex.match(`(?i)(PASSWORD|PASSWD|TOKEN|_KEYS?|SECRET)$`, variable)
	value != ""
}

is_secret(_, value) if regex.match(`://[^/@:]*:[^/@]+@`, value)

has_limits(service) if {
	service.deploy.resources.limits.cpus
	service.deploy.resources.limits.memory
}

has_limits(service) if {
	service.cpus
	service.mem_limit
}
