import { describe, expect, it } from 'vitest'
import { CONFTEST, refusals } from './support/conftest.ts'
import { TERRAFORM, topologyOf } from './support/terraform.ts'

describe.skipIf(!CONFTEST)('a policy', () => {
  it('I67 refuses what must never be, naming the manifest, the field, what was expected and what was found', () => {
    expect(refusals({ 'broken.yaml': BROKEN })).toEqual([
      'AppProject everything: spec.destinations[0].namespace: expected one by its name, found *',
      'Cluster pg-iad: backups: expected a ScheduledBackup of it, found none',
      'Cluster pg-iad: spec.plugins: expected one that archives the log (isWALArchiver), found none',
      'Cluster pg-iad: spec.postgresql.pg_hba: expected hostnossl all all all reject, found []',
      'ClusterRole any: rules[0].resources: expected each by its name, found *',
      'ClusterRole any: rules[0].verbs: expected each by its name, found *',
      'Deployment app: automountServiceAccountToken: expected false, found none',
      'Deployment app: containers[app].image: expected the tag of one version, found nginx:latest',
      'Deployment app: containers[app].resources.limits.cpu: expected a limit, found none',
      'Deployment app: containers[app].resources.limits.memory: expected a limit, found none',
      'Deployment app: containers[app].resources.requests.cpu: expected a request, found none',
      'Deployment app: containers[app].resources.requests.memory: expected a request, found none',
      'Deployment app: containers[app].securityContext.allowPrivilegeEscalation: expected false, found none',
      'Deployment app: containers[app].securityContext.capabilities.drop: expected ALL, found none',
      'Deployment app: containers[app].securityContext.readOnlyRootFilesystem: expected true, found none',
      'Deployment app: containers[app].securityContext.runAsGroup: expected a number above 0, found none',
      'Deployment app: containers[app].securityContext.runAsNonRoot: expected true, found none',
      'Deployment app: containers[app].securityContext.runAsUser: expected a number above 0, found 0',
      'Deployment app: containers[app].securityContext.seccompProfile: expected {"type": "RuntimeDefault"}, found none',
      'Deployment app: hostNetwork: expected false, found true',
      'IngressRoute taker: spec.routes[0].match: expected a host of its namespace, found iad.origin.nearside.example',
      'List hidden: kind: expected one that infra/policy/kinds.rego knows, found v1 List',
      'Namespace open: metadata.labels[pod-security.kubernetes.io/enforce-version]: expected a version such as v1.35, found none',
      'Namespace open: metadata.labels[pod-security.kubernetes.io/enforce]: expected restricted, found none',
      'Namespace open: policies: expected a NetworkPolicy that denies all by default, found none',
      'NetworkPolicy postgres: ingress[0].from[0].ipBlock.cidr: expected a part of the internet, found 0.0.0.0/0',
      'Secret keys: stringData.token: expected no secret in git, found a value',
      'Service postgres: spec.type: expected ClusterIP, found LoadBalancer',
    ])
  })

  it('I210 refuses what would open one machine, in compose.yaml or over it', () => {
    const files = { 'compose.yaml': [{ services: { app: OPEN } }], 'over.yaml': [{ services: TAKEN_OVER }] }
    expect(refusals(files)).toEqual([
      'service app: cap_drop: expected ALL, found []',
      'service app: deploy.resources.limits: expected cpus and memory, found none',
      "service app: environment.POSTGRES_PASSWORD: expected a secret's file, found a value",
      'service app: ports: expected no port of Postgres, found 5430-5440:5430-5440',
      'service app: ports: expected the one address of the machine at which it is reached, found 5430-5440:5430-5440',
      'service app: read_only: expected true, found none',
      'service app: security_opt: expected no-new-privileges, found []',
      'service app: user: expected a user and a group, each a number above 0, found none',
      'service app: volumes: expected a volume, or what lies in this folder, found /:/host',
      'service app: volumes: expected a volume, or what lies in this folder, found /var/run/docker.sock:/var/run/docker.sock',
      'service database: ports: expected the one address of the machine at which it is reached, found 0.0.0.0:5432:5432',
    ])
  })

  it.skipIf(!TERRAFORM)(
    'I211 refuses an opened firewall of the topology, and not the one that it makes',
    () => {
      const { firewall } = topologyOf(TOPOLOGY)
      const opened = structuredClone(firewall)
      Object.assign(opened.bom?.inbound.postgres ?? {}, { cidrs: ['0.0.0.0/0'] })
      const files = {
        'closed.json': [stateOf(firewall)],
        'opened.json': [stateOf(opened)],
        'none.json': [stateOf({})],
      }
      expect(refusals(files)).toEqual([
        'firewall.bom.inbound.postgres: cidrs: expected single addresses, found 0.0.0.0/0 for port 5432',
        'firewall: expected what modules/topology says of at least one region, found none',
      ])
    },
  )
})

/** As `terraform show -json` tells it. */
function stateOf(firewall: unknown) {
  return { terraform_version: '1.11.4', values: { outputs: { firewall: { value: firewall } } } }
}

const OPEN = {
  image: 'docker.io/example/app:1.0.0',
  ports: ['5430-5440:5430-5440'],
  environment: ['POSTGRES_PASSWORD=hunter2'],
  volumes: ['/var/run/docker.sock:/var/run/docker.sock', '/:/host'],
}

const TAKEN_OVER = { database: { ports: ['0.0.0.0:5432:5432'] } }

const REGION = { latitude: 1, longitude: 1, provider: 'vultr', size: 'vc2-4c-8gb', arch: 'amd64' }
const TOPOLOGY = {
  environment: 'prod',
  domain: 'nearside.example',
  primary: 'iad',
  regions: {
    iad: { ...REGION, location: 'ewr', pod_cidr: '10.42.0.0/16', service_cidr: '10.43.0.0/16' },
    bom: { ...REGION, location: 'bom', pod_cidr: '10.44.0.0/16', service_cidr: '10.45.0.0/16' },
  },
  addresses: {
    iad: { inbound: '203.0.113.1', outbound: '203.0.113.1' },
    bom: { inbound: '203.0.113.2', outbound: '203.0.113.2' },
  },
  admin_cidrs: ['198.51.100.7/32'],
  admin_ssh_keys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHxM ops'],
  k3s: { version: 'v1.35.8+k3s1', sha256: { amd64: '0'.repeat(64) } },
}

const BROKEN = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'open' } },
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'keys' }, stringData: { token: 'hush' } },
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'postgres' }, spec: { type: 'LoadBalancer' } },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'app' },
    spec: {
      replicas: 1,
      template: {
        spec: {
          hostNetwork: true,
          containers: [{ name: 'app', image: 'nginx:latest', securityContext: { runAsUser: 0 } }],
        },
      },
    },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'postgres', namespace: 'database' },
    spec: {
      podSelector: { matchLabels: { app: 'postgres' } },
      ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 5432 }] }],
    },
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'any' },
    rules: [{ apiGroups: [''], resources: ['*'], verbs: ['*'] }],
  },
  {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'everything' },
    spec: { destinations: [{ server: 'https://kubernetes.default.svc', namespace: '*' }] },
  },
  {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    metadata: { name: 'pg-iad' },
    spec: { instances: 1 },
  },
  {
    apiVersion: 'v1',
    kind: 'List',
    metadata: { name: 'hidden' },
    items: [{ apiVersion: 'v1', kind: 'Pod' }],
  },
  {
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'IngressRoute',
    metadata: { name: 'taker', namespace: 'ml' },
    spec: { routes: [{ kind: 'Rule', match: 'Host(`iad.origin.nearside.example`)', priority: 1000 }] },
  },
]
