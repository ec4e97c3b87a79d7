/** Pods that policies of more than one chart are about, as their own charts label them. */
import type { Pod } from './network-policy.ts'

export const TRAEFIK: Pod = {
  namespace: 'kube-system',
  labels: { 'app.kubernetes.io/name': 'traefik' },
  ports: { web: 8000 },
}
export const DNS: Pod = { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } }
export const PROMETHEUS: Pod = { namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } }
export const POSTGRES: Pod = {
  namespace: 'database',
  labels: { 'cnpg.io/cluster': 'pg-iad', 'cnpg.io/podRole': 'instance', 'cnpg.io/instanceName': 'pg-iad-1' },
  ports: { postgresql: 5432 },
}
