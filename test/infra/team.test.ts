import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type Environment, matrix, type Rendering, renderingsOf } from '../../infra/check/matrix.ts'
import { HELM, type Manifest, pick, refusal, render } from './support/helm.ts'
import { mayReach, type Pod } from './support/network-policy.ts'
import { DNS, POSTGRES, TRAEFIK } from './support/pods.ts'
import { quantity } from './support/quantity.ts'
import { hasChart, world } from './support/world.ts'

const ENVIRONMENTS = ['staging', 'prod'] as const
const TEAMS = ['api', 'ml'] as const
/** What no person of a team may change or read, as that would take a wall down. */
const WALLS = [
  'secrets',
  'roles',
  'rolebindings',
  'resourcequotas',
  'limitranges',
  'networkpolicies',
  'namespaces',
]
const READING = ['get', 'list', 'watch']

describe.skipIf(!HELM)('a team', () => {
  it('I50 holds its pods to the restricted standard of a named version of Kubernetes', () => {
    for (const [team, manifests] of everyTeam()) {
      const { metadata } = pick(manifests, 'Namespace', team)
      for (const mode of ['enforce', 'warn', 'audit']) {
        expect(metadata.labels[`pod-security.kubernetes.io/${mode}`]).toBe('restricted')
        expect(metadata.labels[`pod-security.kubernetes.io/${mode}-version`]).toBe('v1.35')
      }
      expect(pick(manifests, 'ServiceAccount', 'default').automountServiceAccountToken).toBe(false)
    }
  })

  it('I51 has rights in its own namespace alone: none of its people can delete what is another team’s', () => {
    for (const [team, manifests] of everyTeam()) {
      expect(manifests.filter(({ kind }) => kind.startsWith('Cluster'))).toEqual([])
      const binding = pick(manifests, 'RoleBinding')
      expect(binding.metadata.namespace).toBe(team)
      expect(binding.roleRef).toMatchObject({ kind: 'Role', name: 'team' })
      expect(binding.subjects).toEqual([expect.objectContaining({ kind: 'Group', name: `nearside:${team}` })])
      expect(pick(manifests, 'Role', 'team').metadata.namespace).toBe(team)
      const elsewhere = manifests.filter(
        ({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== team,
      )
      expect(elsewhere.map(({ kind, metadata }) => `${kind} in ${metadata.namespace}`)).toEqual([
        'AppProject in argocd',
      ])
    }
  })

  it('I52 reads no secret, moves no wall, and enters pods outside production only', () => {
    for (const [, manifests, environment] of everyTeam()) {
      const rights = rightsOf(pick(manifests, 'Role', 'team'))
      expect(rights.filter((right) => right.includes('*') || right.includes('secrets'))).toEqual([])
      const changes = rights.filter((right) => !READING.some((verb) => right.startsWith(`${verb} `)))
      expect(changes.filter((right) => WALLS.some((wall) => right.endsWith(`/${wall}`)))).toEqual([])
      const repairs = ['delete /pods', 'create /pods/eviction', 'delete batch/jobs']
      const entries = ['create /pods/exec', 'create /pods/portforward']
      const debugs = ['patch /pods/ephemeralcontainers', 'update /pods/ephemeralcontainers']
      expect(changes).toEqual(environment === 'prod' ? repairs : [...repairs, ...entries, ...debugs])
    }
  })

  it('I54 can’t starve the other: all that it may take is capped, and both caps together fit the machine', () => {
    for (const [, manifests] of everyTeam()) {
      const { hard } = pick(manifests, 'ResourceQuota', 'team').spec
      for (const amount of ['cpu', 'memory', 'ephemeral-storage']) {
        expect(quantity(hard[`requests.${amount}`])).toBeGreaterThan(0)
        expect(quantity(hard[`limits.${amount}`])).toBeGreaterThan(0)
      }
      expect(quantity(hard.pods)).toBeGreaterThan(0)
      expect(hard).toMatchObject({
        'services.nodeports': '0',
        'services.loadbalancers': '0',
        persistentvolumeclaims: '0',
      })
      const [limits] = pick(manifests, 'LimitRange').spec.limits
      expect(quantity(limits.maxLimitRequestRatio.memory)).toBeLessThanOrEqual(2)
      expect(pick(manifests, 'ResourceQuota', 'no-critical-pods').spec.hard).toEqual({ pods: '0' })
    }
    for (const environment of ENVIRONMENTS) {
      for (const [amount, room] of Object.entries(ROOM[environment])) {
        const quotas = everyTeam().filter(([, , of]) => of === environment)
        const hard = quotas.map(([, manifests]) => pick(manifests, 'ResourceQuota', 'team').spec.hard[amount])
        expect(sum(hard.map(quantity))).toBeLessThanOrEqual(quantity(room))
      }
    }
  })

  it.skipIf(!hasChart('region-app'))(
    'I53 has room for both slots at full size while both are replaced, for the migration and the smoke tests',
    () => {
      for (const rendering of matrix().filter(({ chart }) => chart === 'region-app')) {
        const walls = rendered.get(`${rendering.environment} api`) ?? wallsOf('api', rendering.environment)
        const pods = podsOf(render(rendering, { slots: bothFull(rendering) }))
        expect(pods.length).toBeGreaterThan(2)
        const { hard } = pick(walls, 'ResourceQuota', 'team').spec
        expect(pods.length).toBeLessThanOrEqual(quantity(hard.pods))
        for (const field of ['requests', 'limits'] as const) {
          for (const amount of AMOUNTS) {
            const wanted = sum(
              pods.flatMap(({ containers }) =>
                containers.map((c: Manifest) => quantity(c.resources[field][amount])),
              ),
            )
            expect(wanted, `${rendering.region} ${field}.${amount}`).toBeLessThanOrEqual(
              quantity(hard[`${field}.${amount}`]),
            )
          }
        }
        const [limits] = pick(walls, 'LimitRange').spec.limits
        for (const { resources } of pods.flatMap(({ containers }) => containers)) {
          for (const amount of AMOUNTS) {
            expect(quantity(resources.limits[amount])).toBeLessThanOrEqual(quantity(limits.max[amount]))
          }
          const ratio = quantity(resources.limits.memory) / quantity(resources.requests.memory)
          expect(ratio).toBeLessThanOrEqual(quantity(limits.maxLimitRequestRatio.memory))
        }
      }
    },
  )

  it('I55 reaches no pod of the other team, no database that is not its own, no Traefik and no internet', () => {
    const all = world('prod', 'iad')
    for (const from of [podOf('ml'), podOf('ml', { 'app.kubernetes.io/name': 'nearside' })]) {
      for (const port of [80, 443, 5432, 8000, 8080, 9091]) {
        expect(mayReach(all, from, APP, { port })).toBe(false)
        expect(mayReach(all, from, POSTGRES, { port })).toBe(false)
        expect(mayReach(all, from, TRAEFIK, { port })).toBe(false)
        expect(mayReach(all, from, { ip: '203.0.113.7' }, { port })).toBe(false)
        expect(mayReach(all, from, { ip: '169.254.169.254' }, { port })).toBe(false)
        expect(mayReach(all, APP, podOf('ml'), { port })).toBe(false)
      }
    }
    expect(mayReach(all, podOf('ml'), DNS, { port: 53, protocol: 'UDP' })).toBe(true)
    for (const from of [TRAEFIK, APP, podOf('default'), { ip: '203.0.113.7' }]) {
      expect(mayReach(all, from, podOf('ml'), { port: 8080 })).toBe(false)
    }
    // Also where a commit of that team opens its own side.
    const opened = [...all, OPEN]
    expect(mayReach(opened, podOf('ml'), APP, { port: 8080 })).toBe(false)
    expect(mayReach(opened, podOf('ml'), TRAEFIK, { port: 8000 })).toBe(false)
    expect(mayReach(opened, podOf('ml'), POSTGRES, { port: 5432 })).toBe(!hasChart('database'))
  })

  it('I56 with an app gets requests from Traefik alone, and reaches names and Postgres', () => {
    const all = world('prod', 'iad')
    expect(mayReach(all, TRAEFIK, APP, { port: 8080 })).toBe(true)
    expect(mayReach(all, TRAEFIK, APP, { port: 9091 })).toBe(false)
    expect(
      mayReach(all, podOf('tunnel', { 'app.kubernetes.io/name': 'cloudflared' }), APP, { port: 8080 }),
    ).toBe(false)
    expect(mayReach(all, APP, POSTGRES, { port: 5432 })).toBe(true)
    expect(mayReach(all, APP, DNS, { port: 53, protocol: 'UDP' })).toBe(true)
  })

  it('I57 has an AppProject that fits in its namespace and can’t bring walls of its own', () => {
    for (const [team, manifests] of everyTeam()) {
      const { spec } = pick(manifests, 'AppProject', team)
      expect(spec.destinations).toEqual([{ server: 'https://kubernetes.default.svc', namespace: team }])
      expect(spec.clusterResourceWhitelist).toEqual([])
      expect(spec.sourceRepos).not.toContain('*')
      const kinds: string[] = spec.namespaceResourceWhitelist.map(({ kind }: Manifest) => kind)
      for (const wall of ['*', 'ResourceQuota', 'LimitRange', 'Role', 'RoleBinding', 'Secret', 'Namespace']) {
        expect(kinds).not.toContain(wall)
      }
      // What reaches beyond the namespace is for a team that needs it, and none needs these two.
      for (const kind of ['IngressRoute', 'NetworkPolicy', 'PodMonitor']) {
        expect(kinds.includes(kind)).toBe(team === 'api')
      }
      expect(kinds).not.toContain('PrometheusRule')
      expect(kinds).not.toContain('EndpointSlice')
    }
  })

  it('I228 has a count of each kind that its AppProject lets in', () => {
    for (const [team, manifests] of everyTeam()) {
      const { hard } = pick(manifests, 'ResourceQuota', 'team').spec
      for (const { group, kind } of pick(manifests, 'AppProject', team).spec.namespaceResourceWhitelist) {
        if (kind === 'Pod') continue
        const plural = kind.toLowerCase().replace(/y$/, 'ie').concat('s')
        const counted = hard[`count/${[plural, group].filter(Boolean).join('.')}`]
        expect(Number(counted), `${team} ${kind}`).toBeGreaterThan(0)
      }
    }
  })

  it('I229 can’t be another team, the platform, or one that brings what is done with the cluster’s own rights', () => {
    const ml = teamOf('ml', 'prod')
    expect(refusal(ml, { team: 'api' })).toContain(
      "team: expected ml, the name of the team's file and its namespace, found api",
    )
    for (const reserved of ['system-upgrade', 'monitoring', 'kube-anything']) {
      expect(refusal({ ...ml, namespace: reserved }, { team: reserved })).toContain("at '/team'")
    }
    const groups = ['helm.cattle.io', 'upgrade.cattle.io', 'argoproj.io', 'rbac.authorization.k8s.io']
    const kinds = groups.map((group) => ({ group, kind: 'Any', plural: 'anys', most: 1 }))
    const refused = refusal(ml, {
      project: { kinds: [...kinds, { group: '', kind: 'Secret', plural: 'secrets', most: 1 }] },
    })
    for (const index of groups.keys()) expect(refused).toContain(`at '/project/kinds/${index}/group'`)
    expect(refused).toContain("at '/project/kinds/4/kind'")
    expect(refused).not.toContain("at '/project/kinds/4/group'")
  })

  it('I58 that is written wrong is refused, with the key named', () => {
    const at = teamOf('api', 'prod')
    // Helm tells all that a schema refuses at once.
    const wrong = refusal(at, {
      quotas: {},
      team: 'kube-system',
      groups: ['system:authenticated'],
      repository: '*',
      podSecurity: { level: 'privileged' },
      quota: { staging: { pods: 'many' }, prod: { limits: { memory: null } } },
      project: { kinds: [{ group: '', kind: 'ResourceQuota', plural: 'resourcequotas', most: 1 }] },
    })
    for (const message of [
      "additional properties 'quotas' not allowed",
      "at '/team'",
      "at '/groups/0'",
      "at '/repository'",
      "at '/podSecurity/level'",
      "at '/quota/staging/pods'",
      "at '/quota/prod/limits/memory'",
      "at '/project/kinds/0/kind'",
    ]) {
      expect(wrong).toContain(message)
    }
    expect(refusal(at, { groups: [] })).toContain("at '/groups'")
    const withoutTeam = { ...at, valueFiles: at.valueFiles.filter((file) => file.includes('environments')) }
    expect(refusal(withoutTeam, { team: 'api', groups: ['nearside:api'] })).toContain(
      'quota.prod: expected the quota of team api in this environment, found those of: none',
    )
  })
})

const AMOUNTS = ['cpu', 'memory', 'ephemeral-storage'] as const

/** What teams may have of a region's machine: it has 4 cores and 8 GB in production, 2 and 4 in staging. */
const ROOM = {
  staging: { 'requests.cpu': '1', 'requests.memory': '1280Mi' },
  prod: { 'requests.cpu': '2', 'requests.memory': '3Gi', 'limits.memory': '4500Mi' },
} as const

const APP: Pod = {
  namespace: 'api',
  labels: {
    'app.kubernetes.io/name': 'nearside',
    'app.kubernetes.io/instance': 'nearside',
    'app.kubernetes.io/component': 'app',
    slot: 'blue',
  },
  ports: { http: 8080, metrics: 9091 },
}
function podOf(namespace: string, labels: Pod['labels'] = { app: 'any' }): Pod {
  return { namespace, labels, ports: { http: 8080, metrics: 9091 } }
}

const OPEN: Manifest = {
  kind: 'NetworkPolicy',
  metadata: { name: 'open', namespace: 'ml' },
  spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{}], egress: [{}] },
}

const rendered = new Map<string, readonly Manifest[]>()

function everyTeam() {
  return ENVIRONMENTS.flatMap((environment) =>
    TEAMS.map((team) => {
      const key = `${environment} ${team}`
      const manifests = rendered.get(key) ?? wallsOf(team, environment)
      rendered.set(key, manifests)
      return [team, manifests, environment] as const
    }),
  )
}

/** Staging's are rendered alone, production's are part of a world that is needed anyway. */
function wallsOf(team: string, environment: Environment): readonly Manifest[] {
  if (environment === 'staging') return render(teamOf(team, environment))
  return world('prod', 'iad').filter(({ metadata }) => metadata.labels?.['nearside.example/team'] === team)
}

function teamOf(team: string, environment: Environment) {
  const found = renderingsOf(environment, 'iad').find((each) => each.team === team)
  if (!found) throw new Error(`expected a team ${team} in infra/gitops/values/team/teams`)
  return found
}

/** Such as `get apps/deployments`. */
function rightsOf({ rules }: Manifest): readonly string[] {
  return rules.flatMap(({ apiGroups, resources, verbs }: Manifest) =>
    verbs.flatMap((verb: string) =>
      apiGroups.flatMap((group: string) =>
        resources.map((resource: string) => `${verb} ${group}/${resource}`),
      ),
    ),
  )
}

/** Both slots with the image of the active one, and as many pods as the larger has. */
function bothFull({ valueFiles }: Rendering) {
  const release = parse(readFileSync(valueFiles.at(-1) ?? '', 'utf8'))
  const replicas = Math.max(release.slots.blue.replicas, release.slots.green.replicas)
  const full = { ...release.slots[release.activeSlot], replicas }
  return { blue: full, green: full }
}

/** Every pod that there may be at once. */
function podsOf(manifests: readonly Manifest[]): readonly Manifest[] {
  return manifests.flatMap(({ kind, spec }) => {
    if (kind === 'Deployment') return Array(spec.replicas + surgeOf(spec)).fill(spec.template.spec)
    if (kind === 'Job') return [spec.template.spec]
    return kind === 'Pod' ? [spec] : []
  })
}

function surgeOf({ replicas, strategy }: Manifest): number {
  const surge = String(strategy?.rollingUpdate?.maxSurge ?? '25%')
  return surge.endsWith('%') ? Math.ceil((replicas * Number.parseInt(surge, 10)) / 100) : Number(surge)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0)
}
