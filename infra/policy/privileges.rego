# No container that could become more than it is: root, the machine's own, or one that writes over its program.
package main

import data.lib.kubernetes as k

# Asked of the pod first, and of the container, which may say otherwise.
deny contains k.refusal(input, sprintf("%s.securityContext.%s", [field, key]), sprintf("%v", [expected]), found) if {
	some {"field": field, "container": container} in k.containers(input)
	some key, expected in {"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}}
	found := inherited(container, key)
	found != expected
}

deny contains k.refusal(input, sprintf("%s.securityContext.%s", [field, key]), "a number above 0", found) if {
	some {"field": field, "container": container} in k.containers(input)
	some key in ["runAsUser", "runAsGroup"]
	found := inherited(container, key)
	not is_ordinary(found)
}

# Asked of the container alone: these have no place in the pod's.
deny contains k.refusal(input, sprintf("%s.securityContext.%s", [field, key]), sprintf("%v", [expected]), found) if {
	some {"field": field, "container": container} in k.containers(input)
	some key, expected in {"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true}
	found := k.at(container, ["securityContext", key])
	found != expected
}

deny contains k.refusal(input, sprintf("%s.securityContext.privileged", [field]), "false", true) if {
	some {"field": field, "container": container} in k.containers(input)
	k.at(container, ["securityContext", "privileged"]) == true
}

deny contains k.refusal(input, sprintf("%s.securityContext.capabilities.drop", [field]), "ALL", dropped) if {
	some {"field": field, "container": container} in k.containers(input)
	dropped := k.at(container, ["securityContext", "capabilities", "drop"])
	not "ALL" in all_of(dropped)
}

deny contains k.refusal(input, sprintf("%s.securityContext.capabilities.add", [field]), "nothing", added) if {
	some {"field": field, "container": container} in k.containers(input)
	added := k.at(container, ["securityContext", "capabilities", "add"])
	count(all_of(added)) > 0
}

deny contains k.refusal(input, sprintf("%s.ports[%v].hostPort", [field, port.containerPort]), "none", port.hostPort) if {
	some {"field": field, "container": container} in k.containers(input)
	some port in object.get(container, "ports", [])
	port.hostPort
}

deny contains k.refusal(input, key, "false", true) if {
	some key in ["hostNetwork", "hostPID", "hostIPC"]
	k.pod(input)[key] == true
}

deny contains k.refusal(input, sprintf("volumes[%s].hostPath", [volume.name]), "no folder of the machine", volume.hostPath.path) if {
	some volume in object.get(k.pod(input), "volumes", [])
	volume.hostPath
}

# A token that nobody uses is only good for whoever breaks in.
deny contains k.refusal(input, "automountServiceAccountToken", "false", found) if {
	found := k.at(k.pod(input), ["automountServiceAccountToken"])
	found != false
}

inherited(container, key) := object.get(
	container, ["securityContext", key],
	k.at(k.pod(input), ["securityContext", key]),
)

is_ordinary(id) if {
	is_number(id)
	id > 0
}

all_of(value) := [] if value == null

all_of(value) := value if is_array(value)
