# What a machine's services open to the outside, and what of the machine is opened to them.
package main

import data.lib.exceptions
import data.lib.kubernetes as k

deny contains compose_refusal(name, "ports", "no port of Postgres", port) if {
	some name, service in compose_services
	some port in object.get(service, "ports", [])
	some [from, to] in published(port)
	from <= 5432
	to >= 5432
	not is_taking_over(name, service)
}

# Docker opens such a port past the machine's own firewall.
deny contains compose_refusal(name, "ports", "the one address of the machine at which it is reached", port) if {
	some name, service in compose_services
	some port in object.get(service, "ports", [])
	not is_bound(port)
}

deny contains compose_refusal(name, "volumes", "a volume, or what lies in this folder", volume) if {
	some name, service in compose_services
	some volume in object.get(service, "volumes", [])
	source := mounted(volume)
	is_outside(source)
}

deny contains sprintf("volume %s: driver_opts: expected none, found %s", [name, k.shown(volume.driver_opts)]) if {
	compose_services
	some name, volume in object.get(input, "volumes", {})
	volume.driver_opts
}

# Compose mounts these files; what the charts have in common with it lies in infra/ too.
deny contains sprintf("%s %s: file: expected one of infra/, found %s", [group, name, source.file]) if {
	compose_services
	some group in ["secrets", "configs"]
	some name, source in object.get(input, group, {})
	regex.match(`^[/~$]|^\.\./\.\.|/\.\.`, source.file)
}

is_taking_over(name, service) if {
	not service.image
	exceptions.granted("postgres-port", {"kind": "service", "metadata": {"name": name}})
}

# Of `127.0.0.1:5430-5440:5432/tcp`, of a number or of the long form every range that is in it.
published(port) := [[port, port]] if is_number(port)

published(port) := [port_range(part) | some part in fields(port); port_range(part)] if is_string(port)

published(port) := [port_range(text) |
	some key in ["published", "target"]
	text := sprintf("%v", [object.get(port, key, "")])
	port_range(text)
] if {
	is_object(port)
}

# An address of IPv6 has colons of its own.
fields(port) := split(regex.replace(regex.replace(with_address(port), `/\w+$`, ""), `\[[^\]]*\]`, "ip6"), ":")

# A variable that .env need not have may be empty, and so be every address.
with_address(text) := with_defaults(regex.replace(text, `\$(\w+|\{\w+\})`, ""))

is_bound(port) if {
	is_string(port)
	count(fields(port)) == 3
	not is_everybody(regex.replace(with_address(port), `:[0-9-]*:[0-9-]*(/\w+)?$`, ""))
}

is_bound(port) if {
	is_object(port)
	not is_everybody(with_address(object.get(port, "host_ip", "")))
}

is_everybody(address) if regex.match(`^\[?(0*(\.0+)*|[0:]*|\*)\]?$`, address)

# Of a mount by its short or long form where it comes from.
mounted(volume) := split(volume, ":")[0] if is_string(volume)

mounted(volume) := object.get(volume, "source", "") if {
	is_object(volume)
	volume.type in {"bind", "npipe"}
}

is_outside(source) if regex.match(`^[/~$]|^[A-Za-z]:|(^|/)\.\.(/|$)`, source)
