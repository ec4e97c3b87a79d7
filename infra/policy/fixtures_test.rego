# Manifests that no rule has anything against, for the tests to break.
package fixtures

deployment := {
	"apiVersion": "apps/v1",
	"kind": "Deployment",
	"metadata": {"name": "app", "namespace": "api"},
	"spec": {
		"replicas": 2,
		"template": {
			"metadata": {"labels": {"app": "app", "slot": "blue"}},
			"spec": {
				"automountServiceAccountToken": false,
				"securityContext": {
					"runAsNonRoot": true,
					"runAsUser": 65532,
					"runAsGroup": 65532,
					"seccompProfile": {"type": "RuntimeDefault"},
				},
				"containers": [{
					"name": "app",
					"image": digested,
					"ports": [{"containerPort": 8080}],
					"securityContext": {
						"allowPrivilegeEscalation": false,
						"readOnlyRootFilesystem": true,
						"capabilities": {"drop": ["ALL"]},
					},
					"resources": {
						"requests": {"cpu": "100m", "memory": "64Mi"},
						"limits": {"cpu": "1", "memory": "64Mi"},
					},
				}],
			},
		},
	},
}

digested := concat("", ["ghcr.io/example/nearside:1.4.2@sha256:", concat("", ["0a" | some _ in numbers.range(1, 32)])])

cluster := {
	"apiVersion": "postgresql.cnpg.io/v1",
	"kind": "Cluster",
	"metadata": {"name": "pg-iad"},
	"spec": {
		"imageName": "ghcr.io/cloudnative-pg/postgresql:18.4-system-trixie",
		"plugins": [{"name": "barman-cloud.cloudnative-pg.io", "isWALArchiver": true}],
		"postgresql": {"pg_hba": [
			"hostnossl all all all reject",
			"hostssl nearside nearside_write 203.0.113.7/32 scram-sha-256",
			"host all all all reject",
		]},
		"externalClusters": [{"name": "pg-bom", "connectionParameters": {"sslmode": "verify-full"}}],
		"managed": {"services": {"additional": [{"serviceTemplate": {"spec": {
			"type": "LoadBalancer",
			"externalTrafficPolicy": "Local",
			"loadBalancerSourceRanges": ["203.0.113.7/32"],
		}}}]}},
	},
}

policy := {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "NetworkPolicy",
	"metadata": {"name": "app", "namespace": "api"},
	"spec": {
		"podSelector": {},
		"policyTypes": ["Ingress", "Egress"],
		"ingress": [{
			"from": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}}],
			"ports": [{"port": 8080}],
		}],
		"egress": [{"ports": [{"port": 443}]}],
	},
}

namespace := {
	"apiVersion": "v1",
	"kind": "Namespace",
	"metadata": {"name": "api", "labels": {
		"pod-security.kubernetes.io/enforce": "restricted",
		"pod-security.kubernetes.io/enforce-version": "v1.35",
	}},
}

project := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "AppProject",
	"metadata": {"name": "api"},
	"spec": {
		"sourceRepos": ["https://git.example/nearside.git"],
		"destinations": [{"server": "https://kubernetes.default.svc", "namespace": "api"}],
		"clusterResourceWhitelist": [],
		"namespaceResourceWhitelist": [{"group": "apps", "kind": "Deployment"}],
	},
}

role := {
	"apiVersion": "rbac.authorization.k8s.io/v1",
	"kind": "Role",
	"metadata": {"name": "team"},
	"rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}],
}

compose := {"services": {"app": {
	"image": "docker.io/example/app:1.0.0",
	"user": "65532:65532",
	"read_only": true,
	"cap_drop": ["ALL"],
	"ports": ["127.0.0.1:8080:8080"],
	"volumes": ["data:/data", "./page.html:/page.html:ro", {"type": "volume", "source": "data", "target": "/more"}],
	"security_opt": ["no-new-privileges:true"],
	"deploy": {"resources": {"limits": {"cpus": "1", "memory": "256M"}}},
	"environment": {"PORT": "8080", "SIGNING_KEYS": "${SIGNING_KEYS:?}"},
}}}

route := {
	"apiVersion": "traefik.io/v1alpha1",
	"kind": "IngressRoute",
	"metadata": {"name": "nearside", "namespace": "api"},
	"spec": {"routes": [
		{"match": "Host(`iad.origin.example`) || Host(`iad.example`)", "priority": 10},
		{"match": "(Host(`iad.origin.example`)) && Header(`Slot`, `a || !b`)", "priority": 20},
	]},
}

# As Argo CD makes a namespace.
application := {
	"apiVersion": "argoproj.io/v1alpha1",
	"kind": "Application",
	"metadata": {"name": "cert-manager"},
	"spec": {"syncPolicy": {
		"managedNamespaceMetadata": {"labels": namespace.metadata.labels},
		"syncOptions": ["CreateNamespace=true"],
	}},
}

# As `terraform show -json` tells of a state of modules/topology.
topology := {"format_version": "1.0", "terraform_version": "1.11.4", "values": {"outputs": {"firewall": {"value": {"iad": {
	"inbound": {
		"ssh": {"protocol": "tcp", "port": "22", "cidrs": ["198.51.100.0/24"]},
		"icmp": {"protocol": "icmp", "port": null, "cidrs": ["0.0.0.0/0"]},
		"postgres": {"protocol": "tcp", "port": "5432", "cidrs": ["203.0.113.7/32"]},
	},
	"outbound": {
		"https": {"protocol": "tcp", "port": "443", "cidrs": ["0.0.0.0/0"]},
		"postgres": {"protocol": "tcp", "port": "5432", "cidrs": ["203.0.113.7/32"]},
	},
}}}}}}

# One value of a manifest replaced, or taken away where it is null.
with_value(manifest, path, value) := json.patch(manifest, [{"op": "add", "path": path, "value": value}]) if value != null

with_value(manifest, path, value) := json.patch(manifest, [{"op": "remove", "path": path}]) if value == null
