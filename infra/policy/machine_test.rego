package main

import data.fixtures as f

compose_cases := [
	["/ports", ["5432:5432"], "service app: ports: expected no port of Postgres, found 5432:5432"],
	["/ports", ["127.0.0.1:15432:5432"], "service app: ports: expected no port of Postgres, found 127.0.0.1:15432:5432"],
	["/ports", [{"target": 5432, "published": "6000"}], `service app: ports: expected no port of Postgres, found {"published":"6000","target":5432}`],
	["/image", "postgres", "service app: image: expected a tag, found postgres"],
	["/image", "postgres:latest", "service app: image: expected the tag of one version, found postgres:latest"],
	["/image", "${IMAGE:-postgres:latest}", "service app: image: expected the tag of one version, found ${IMAGE:-postgres:latest}"],
	["/image", "ghcr.io/example/nearside:1.4.2", "service app: image: expected a digest, as it is built here, found ghcr.io/example/nearside:1.4.2"],
	["/deploy", null, "service app: deploy.resources.limits: expected cpus and memory, found none"],
	["/privileged", true, "service app: privileged: expected false, found true"],
	["/network_mode", "host", "service app: network_mode: expected a network of its own, found host"],
	["/cap_drop", null, "service app: cap_drop: expected ALL, found []"],
	["/security_opt", null, "service app: security_opt: expected no-new-privileges, found []"],
	["/ports", ["127.0.0.1:5430-5440:6430-6440"], "service app: ports: expected no port of Postgres, found 127.0.0.1:5430-5440:6430-6440"],
	["/ports", ["[::1]:6000:5432/tcp"], "service app: ports: expected no port of Postgres, found [::1]:6000:5432/tcp"],
	["/ports", ["127.0.0.1:${PORT:-5432}:6000"], "service app: ports: expected no port of Postgres, found 127.0.0.1:${PORT:-5432}:6000"],
	["/ports", [{"target": 6000, "published": "5430-5440"}], `service app: ports: expected no port of Postgres, found {"published":"5430-5440","target":6000}`],
	["/ports", [8080], "service app: ports: expected the one address of the machine at which it is reached, found 8080"],
	["/ports", ["8080:8080"], "service app: ports: expected the one address of the machine at which it is reached, found 8080:8080"],
	["/ports", ["0.0.0.0:8080:8080"], "service app: ports: expected the one address of the machine at which it is reached, found 0.0.0.0:8080:8080"],
	["/ports", ["[::]:8080:8080"], "service app: ports: expected the one address of the machine at which it is reached, found [::]:8080:8080"],
	["/ports", ["${BIND}:8080:8080"], "service app: ports: expected the one address of the machine at which it is reached, found ${BIND}:8080:8080"],
	["/ports", ["${BIND:-0.0.0.0}:8080:8080"], "service app: ports: expected the one address of the machine at which it is reached, found ${BIND:-0.0.0.0}:8080:8080"],
	["/ports", [{"target": 8080, "published": 8080}], `service app: ports: expected the one address of the machine at which it is reached, found {"published":8080,"target":8080}`],
	["/user", null, "service app: user: expected a user and a group, each a number above 0, found none"],
	["/user", "root", "service app: user: expected a user and a group, each a number above 0, found root"],
	["/user", "0:0", "service app: user: expected a user and a group, each a number above 0, found 0:0"],
	["/user", "65532:0", "service app: user: expected a user and a group, each a number above 0, found 65532:0"],
	["/read_only", null, "service app: read_only: expected true, found none"],
	["/ipc", "host", "service app: ipc: expected its own, found host"],
	["/cap_add", ["NET_ADMIN"], `service app: cap_add: expected none, found ["NET_ADMIN"]`],
	["/devices", ["/dev/sda"], `service app: devices: expected none, found ["/dev/sda"]`],
	["/security_opt/0", "seccomp=unconfined", `service app: security_opt: expected nothing that is unconfined, found ["seccomp=unconfined","no-new-privileges:true"]`],
	["/volumes", ["/var/run/docker.sock:/var/run/docker.sock"], "service app: volumes: expected a volume, or what lies in this folder, found /var/run/docker.sock:/var/run/docker.sock"],
	["/volumes", ["./../..:/host"], "service app: volumes: expected a volume, or what lies in this folder, found ./../..:/host"],
	["/volumes", ["${HOME}:/host"], "service app: volumes: expected a volume, or what lies in this folder, found ${HOME}:/host"],
	["/volumes", [{"type": "bind", "source": "/", "target": "/host"}], `service app: volumes: expected a volume, or what lies in this folder, found {"source":"/","target":"/host","type":"bind"}`],
	["/environment", ["PORT=8080", "POSTGRES_PASSWORD=hush"], "service app: environment.POSTGRES_PASSWORD: expected a secret's file, found a value"],
	["/environment/DATABASE_URL", "postgres://app:hush@database/nearside", "service app: environment.DATABASE_URL: expected a secret's file, found a value"],
	["/environment/SIGNING_KEYS", "${SIGNING_KEYS:-hush}", "service app: environment.SIGNING_KEYS: expected a secret's file, found a value"],
	["/environment/POSTGRES_PASSWORD", "hush", "service app: environment.POSTGRES_PASSWORD: expected a secret's file, found a value"],
]

test_a_careful_service_passes if count(deny) == 0 with input as f.compose

test_a_version_from_the_environment_passes if {
	image := "ghcr.io/example/nearside:${RELEASE:?such as 1.4.2}${DIGEST:+@$DIGEST}"
	count(deny) == 0 with input as f.with_value(f.compose, "/services/app/image", image)
}

test_what_env_must_say_is_no_value_in_git if {
	count(deny) == 0 with input as f.with_value(f.compose, "/services/app/environment", ["PORT=8080", "SIGNING_KEYS=${SIGNING_KEYS:?}", "TOKEN"])
}

test_a_port_at_an_address_that_env_must_say_passes if {
	count(deny) == 0 with input as f.with_value(f.compose, "/services/app/ports", ["${BIND:?an address}:8080:8080"])
}

# Over another file, for the database alone, and at an address that must be given.
test_a_database_that_is_taken_over_passes if {
	port := "${TAKEOVER_BIND:?a private address}:5432:5432"
	count(deny) == 0 with input as {"services": {"database": {"ports": [port]}}}
	said := deny with input as {"services": {"app": {"ports": [port]}}}
	told(said, sprintf("service app: ports: expected no port of Postgres, found %s", [port]))
	open := deny with input as {"services": {"database": {"ports": ["5432:5432"], "user": "root", "privileged": true}}}
	open == {
		"service database: ports: expected the one address of the machine at which it is reached, found 5432:5432",
		"service database: user: expected a user and a group, each a number above 0, found root",
		"service database: privileged: expected false, found true",
	}
}

test_a_file_of_the_machine_is_told if {
	said := deny with input as object.union(f.compose, {
		"volumes": {"data": {}, "all": {"driver_opts": {"device": "/"}}},
		"secrets": {"own": {"file": "secrets/own"}, "shadow": {"file": "/etc/shadow"}},
		"configs": {"sql": {"file": "../charts/database/files/bootstrap.sql"}, "home": {"file": "../../../home"}},
	})
	said == {
		`volume all: driver_opts: expected none, found {"device":"/"}`,
		"secrets shadow: file: expected one of infra/, found /etc/shadow",
		"configs home: file: expected one of infra/, found ../../../home",
	}
}

test_each_careless_service_is_told if {
	every case in compose_cases {
		said := deny with input as f.with_value(f.compose, concat("", ["/services/app", case[0]]), case[1])
		told(said, case[2])
	}
}
