package main

import data.fixtures as f

container := "/spec/template/spec/containers/0"

pod := "/spec/template/spec"

# What is broken in a Deployment, and what is said of it.
container_cases := [
	[concat("", [container, "/resources/limits/memory"]), null, "Deployment app: containers[app].resources.limits.memory: expected a limit, found none"],
	[concat("", [container, "/resources/limits/cpu"]), null, "Deployment app: containers[app].resources.limits.cpu: expected a limit, found none"],
	[concat("", [container, "/resources/requests/cpu"]), null, "Deployment app: containers[app].resources.requests.cpu: expected a request, found none"],
	[concat("", [container, "/resources"]), null, "Deployment app: containers[app].resources.requests.memory: expected a request, found none"],
	[concat("", [pod, "/securityContext/runAsNonRoot"]), null, "Deployment app: containers[app].securityContext.runAsNonRoot: expected true, found none"],
	[concat("", [container, "/securityContext/runAsNonRoot"]), false, "Deployment app: containers[app].securityContext.runAsNonRoot: expected true, found false"],
	[concat("", [pod, "/securityContext/runAsUser"]), 0, "Deployment app: containers[app].securityContext.runAsUser: expected a number above 0, found 0"],
	[concat("", [pod, "/securityContext/runAsGroup"]), null, "Deployment app: containers[app].securityContext.runAsGroup: expected a number above 0, found none"],
	[concat("", [pod, "/securityContext/seccompProfile"]), {"type": "Unconfined"}, `Deployment app: containers[app].securityContext.seccompProfile: expected {"type": "RuntimeDefault"}, found {"type":"Unconfined"}`],
	[concat("", [container, "/securityContext/allowPrivilegeEscalation"]), null, "Deployment app: containers[app].securityContext.allowPrivilegeEscalation: expected false, found none"],
	[concat("", [container, "/securityContext/readOnlyRootFilesystem"]), false, "Deployment app: containers[app].securityContext.readOnlyRootFilesystem: expected true, found false"],
	[concat("", [container, "/securityContext/privileged"]), true, "Deployment app: containers[app].securityContext.privileged: expected false, found true"],
	[concat("", [container, "/securityContext/capabilities"]), null, "Deployment app: containers[app].securityContext.capabilities.drop: expected ALL, found none"],
	[concat("", [container, "/securityContext/capabilities/add"]), ["NET_ADMIN"], `Deployment app: containers[app].securityContext.capabilities.add: expected nothing, found ["NET_ADMIN"]`],
	[concat("", [container, "/ports/0/hostPort"]), 80, "Deployment app: containers[app].ports[8080].hostPort: expected none, found 80"],
	[concat("", [pod, "/hostNetwork"]), true, "Deployment app: hostNetwork: expected false, found true"],
	[concat("", [pod, "/hostPID"]), true, "Deployment app: hostPID: expected false, found true"],
	[concat("", [pod, "/volumes"]), [{"name": "logs", "hostPath": {"path": "/var/log"}}], "Deployment app: volumes[logs].hostPath: expected no folder of the machine, found /var/log"],
	[concat("", [pod, "/automountServiceAccountToken"]), null, "Deployment app: automountServiceAccountToken: expected false, found none"],
	[concat("", [container, "/image"]), "docker.io/example/app", "Deployment app: containers[app].image: expected a tag, found docker.io/example/app"],
	[concat("", [container, "/image"]), "registry.example:5000/app", "Deployment app: containers[app].image: expected a tag, found registry.example:5000/app"],
	[concat("", [container, "/image"]), "docker.io/example/app:latest", "Deployment app: containers[app].image: expected the tag of one version, found docker.io/example/app:latest"],
	[concat("", [container, "/image"]), "docker.io/example/app:nonroot", "Deployment app: containers[app].image: expected the tag of one version, found docker.io/example/app:nonroot"],
	[concat("", [container, "/image"]), "ghcr.io/example/nearside:1.4.2", "Deployment app: containers[app].image: expected a digest, as it is built here, found ghcr.io/example/nearside:1.4.2"],
	[concat("", [pod, "/initContainers"]), [{"name": "init", "image": "busybox"}], "Deployment app: initContainers[init].resources.limits.memory: expected a limit, found none"],
]

test_a_careful_deployment_passes if count(deny) == 0 with input as f.deployment

test_each_carelessness_is_told if {
	every case in container_cases {
		said := deny with input as f.with_value(f.deployment, case[0], case[1])
		told(said, case[2])
	}
}

test_pods_of_every_workload_are_looked_at if {
	bare := {"containers": [{"name": "app", "image": "app:1.0.0"}]}
	every case in [
		["Pod", bare],
		["Job", {"template": {"spec": bare}}],
		["StatefulSet", {"template": {"spec": bare}}],
		["CronJob", {"jobTemplate": {"spec": {"template": {"spec": bare}}}}],
	] {
		said := deny with input as {"kind": case[0], "metadata": {"name": "app"}, "spec": case[1]}
		told(said, sprintf("%s app: containers[app].resources.limits.memory: expected a limit, found none", [case[0]]))
	}
}

test_an_image_of_others_needs_no_digest if {
	other := f.with_value(f.deployment, concat("", [container, "/image"]), "registry.example:5000/app:1.0.0")
	count(deny) == 0 with input as other
}

# Prints what was said instead, where the sentence was not.
told(said, sentence) if sentence in said

told(said, sentence) if {
	not sentence in said
	print("expected", sentence, "among", said)
	false
}
