import { describe, expect, it } from 'vitest'
import { regionsOf } from '../../infra/check/matrix.ts'
import { CONFTEST, refusals, verify } from './support/conftest.ts'
import { HELM, type Manifest } from './support/helm.ts'
import { hasChart, world } from './support/world.ts'

describe.skipIf(!CONFTEST)('a policy', () => {
  it('I66 has been seen to refuse and to let pass, each rule of it', () => {
    expect(verify()).toMatch(/(\d+) tests, \1 passed, 0 warnings, 0 failures/)
  })

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
      'Namespace open: metadata.labels[pod-security.kubernetes.io/enforce-version]: expected a version such as v1.35, found none',
      'Namespace open: metadata.labels[pod-security.kubernetes.io/enforce]: expected restricted, found none',
      'Namespace open: policies: expected a NetworkPolicy that denies all by default, found none',
      'NetworkPolicy postgres: ingress[0].from[0].ipBlock.cidr: expected a part of the internet, found 0.0.0.0/0',
      'Secret keys: stringData.token: expected no secret in git, found a value',
      'Service postgres: spec.type: expected ClusterIP, found LoadBalancer',
    ])
  })

  it.skipIf(!HELM)('I68 has nothing against what any region of any environment runs', () => {
    const files = everyRegion().map(([environment, region]) => [
      `${environment}-${region}.yaml`,
      world(environment, region),
    ])
    expect(files.length).toBeGreaterThan(0)
    expect(refusals(Object.fromEntries(files))).toEqual([])
  })
})

const BROKEN: readonly Manifest[] = [
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
]

function everyRegion() {
  return (['staging', 'prod'] as const).flatMap((environment) =>
    (hasChart('region-app') ? regionsOf(environment) : ['iad']).map(
      (region) => [environment, region] as const,
    ),
  )
}
