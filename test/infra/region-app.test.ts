import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { INFRA_DIR, type Rendering } from '../../infra/check/matrix.ts'
import { SCHEMAS_DIR, toolPath } from '../../infra/check/tools.ts'
import { readConfig } from '../../regional-app/config.ts'
import { HELM, type Manifest, packageChart, pick, refusal, render, type Values } from './support/helm.ts'
import { differences, environmentOf, kinds, podOf } from './support/manifests.ts'
import { apps, appsWithFixedRelease } from './support/releases.ts'

const OTHER_DIGEST = `sha256:${'b'.repeat(64)}`
const GREEN = { tag: '0.2.0', digest: OTHER_DIGEST, replicas: 2 }

/** What a release goes through. */
const STATES = {
  released: {},
  bumped: { slots: { green: GREEN } },
  flipped: { activeSlot: 'green', slots: { green: GREEN } },
  retired: { activeSlot: 'green', slots: { blue: { replicas: 0 }, green: GREEN } },
} as const satisfies Record<string, Values>
type State = keyof typeof STATES

const REGIONS = appsWithFixedRelease()
/** Where git says that it is, which moves. */
const PRIMARY = primaryOf('prod')
const OTHER =
  REGIONS.find(({ environment, region }) => environment === 'prod' && region !== PRIMARY.region) ?? PRIMARY
const STAGING = primaryOf('staging')
const HOST = `${OTHER.region}.origin.${environmentFile('prod').domain}`

/** What a cluster is given besides. */
const KEY = `key-1:${Buffer.alloc(32, 7).toString('base64')}`
const SECRETS = {
  'nearside-keys': { SIGNING_KEYS: KEY, BOOKMARK_KEYS: KEY },
  'nearside-database': { 'read-password': 'read-1', 'write-password': 'write-1' },
}

const rendered = new Map<string, readonly Manifest[]>()

/** Each of them once: tests look at the same manifests. */
function of(what: Rendering, state: State = 'released'): readonly Manifest[] {
  const key = `${what.environment} ${what.region} ${state}`
  const manifests = rendered.get(key) ?? render(what, STATES[state])
  rendered.set(key, manifests)
  return manifests
}

describe.skipIf(!HELM)('region-app', () => {
  it.each(REGIONS)(
    'I20 a flip changes one selector of each Service and nothing else: $environment $region',
    (what) => {
      const changes = differences(of(what, 'bumped'), of(what, 'flipped'))
      expect(changes).toEqual([
        { path: 'Service nearside.spec.selector.slot', was: 'blue', is: 'green' },
        { path: 'Service nearside-preview.spec.selector.slot', was: 'green', is: 'blue' },
      ])
    },
  )

  it('I21 a slot without an image has no Deployment, and a retired one keeps it without pods', () => {
    const slots = (state: State) =>
      kinds(of(OTHER, state), 'Deployment').map(({ metadata, spec }) => [metadata.name, spec.replicas])
    expect(slots('released')).toEqual([['nearside-blue', 4]])
    expect(slots('retired')).toEqual([
      ['nearside-blue', 0],
      ['nearside-green', 2],
    ])
    expect(pick(of(OTHER), 'Service', 'nearside-preview').spec.selector.slot).toBe('green')
  })

  it('I22 all regions are rendered from the same bytes, in which no region is named', () => {
    const unpacked = execFileSync('tar', ['--extract', '--gzip', '--to-stdout'], {
      input: packageChart('region-app'),
      encoding: 'utf8',
    })
    const named = REGIONS.filter(({ region }) => new RegExp(String.raw`\b(?:pg-)?${region}\b`).test(unpacked))
    expect(named).toEqual([])
  })

  it.skipIf(OTHER === PRIMARY)(
    'I23 between two regions differs what says where this is, and where the migration runs',
    () => {
      const paths = differences(of(PRIMARY), of(OTHER)).map(({ path }) => path.replaceAll(/\d+/g, 'n'))
      expect([...new Set(paths)].sort()).toEqual([
        'ConfigMap nearside.data.REGION',
        'Deployment nearside-blue.spec.template.metadata.annotations.checksum/config',
        'Deployment nearside-blue.spec.template.spec.containers.n.env.n.value',
        'IngressRoute nearside.spec.routes.n.match',
        expect.stringMatching(/^Job nearside-migration-[\da-fn]+$/),
        'Job nearside-smoke.spec.template.spec.containers.n.env.n.value',
        'NetworkPolicy nearside-migration',
        'NetworkPolicy nearside.spec.egress.n.to.n.podSelector.matchLabels.cnpg.io/cluster',
        'Pod nearside-smoke-test.spec.containers.n.env.n.value',
      ])
    },
  )

  it.each<[what: string, values: Values, key: string]>([
    ['an unknown key', { replica: 3 }, "additional properties 'replica'"],
    [
      'an unknown key inside',
      { app: { drain: { graceMS: 1 } } },
      "/app/drain': additional properties 'graceMS'",
    ],
    ['an unknown slot', { slots: { red: GREEN } }, "/slots': additional properties 'red'"],
    ['an active slot that is none', { activeSlot: 'red' }, "/activeSlot'"],
    ['missing limits', { resources: { limits: null } }, "/resources': missing property 'limits'"],
    [
      'a missing limit',
      { resources: { limits: { memory: null } } },
      "/resources/limits': missing property 'memory'",
    ],
    [
      'limits of a job that are missing',
      { jobResources: { limits: null } },
      "/jobResources': missing property 'limits'",
    ],
    ['a digest that is none', { slots: { blue: { digest: 'sha256:12' } } }, "/slots/blue/digest'"],
    ['a tag that is no version', { slots: { blue: { tag: 'latest' } } }, "/slots/blue/tag'"],
    ['an image without a digest', { slots: { green: { tag: '0.2.0' } } }, "/slots/green/digest'"],
    ['pods without an image', { slots: { green: { replicas: 1 } } }, "/slots/green/replicas'"],
    ['a region that is none', { region: 'mumbai' }, "/region'"],
    ['no region', { region: null }, "missing property 'region'"],
    ['two primaries', { database: { primary: ['iad', 'bom'] } }, "/database/primary'"],
    [
      'a primary elsewhere',
      { database: { primary: 'sin' } },
      'database.primary: expected one of database.regions',
    ],
    [
      'a region without Postgres',
      { database: { primary: 'sin', regions: ['sin'] } },
      `database.regions: expected the region ${OTHER.region}`,
    ],
    [
      'a drain that ends first',
      { app: { drain: { graceMs: 30_000 } } },
      'app.drain.graceMs: expected less than',
    ],
    [
      'an autoscaler below the replicas',
      autoscaled(3),
      'autoscaling.maxReplicas: expected at least slots.blue.replicas (4)',
    ],
  ])('I24 %s is refused, with its key', (_, values, key) => {
    expect(refusal(OTHER, values)).toContain(key)
  })

  it.each<[what: string, values: Values, key: string]>([
    ['without an image', { activeSlot: 'green' }, "/slots/green/tag'"],
    ['without a digest', { slots: { blue: { digest: '' } } }, "/slots/blue/digest'"],
    ['without pods', { slots: { blue: { replicas: 0 } } }, "/slots/blue/replicas': minimum: got 0, want 1"],
    ['that is missing', { slots: { blue: null } }, "/slots': missing property 'blue'"],
  ])('I25 an active slot %s is refused, with its key', (_, values, key) => {
    expect(refusal(OTHER, values)).toContain(key)
  })

  it('I26 migrations run in the primary’s region alone, of the newest version, once for each', () => {
    const jobOf = (what: Rendering, state: State) => kinds(of(what, state), 'Job').find(isMigration)
    for (const what of REGIONS)
      expect([what.region, !!jobOf(what, 'bumped')]).toEqual([
        what.region,
        what.region === primaryOf(what.environment).region,
      ])
    const [released, bumped, flipped] = (['released', 'bumped', 'flipped'] as const).map((state) =>
      jobOf(PRIMARY, state),
    )
    expect(bumped.spec.template.spec.containers[0]).toMatchObject({
      image: expect.stringMatching(`:0.2.0@${OTHER_DIGEST}$`),
      args: ['db/migrate.ts'],
    })
    expect(bumped.metadata.name).not.toBe(released.metadata.name)
    expect(flipped).toEqual(bumped)
    // What has succeeded stays, so that its name is taken.
    expect(bumped.metadata.annotations).toMatchObject({
      'argocd.argoproj.io/hook': 'Sync',
      'argocd.argoproj.io/hook-delete-policy': 'HookFailed',
    })
    expect(bumped.metadata.annotations).not.toHaveProperty('helm.sh/hook-delete-policy')
  })

  it('I27 a sync begins with the Services, and migrates before it starts pods', () => {
    const waves = of(PRIMARY, 'flipped').map(({ kind, metadata }) => [
      `${kind} ${metadata.name.replace(/-[\da-f]{10}$/, '')}`,
      Number(metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0),
    ])
    expect(Object.fromEntries(waves)).toMatchObject({
      'Service nearside': -2,
      'Service nearside-preview': -2,
      'NetworkPolicy nearside-migration': -2,
      'Job nearside-migration': -1,
      'Deployment nearside-blue': 0,
      'Deployment nearside-green': 0,
    })
    expect(Math.min(...waves.map(([, wave]) => Number(wave)))).toBe(-2)
  })

  it('I28 Traefik, Prometheus and the smoke test reach the app, and nothing else does', () => {
    const { spec } = pick(of(OTHER), 'NetworkPolicy', 'nearside')
    const inNamespace = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } })
    const smoke = kinds(of(OTHER), 'Pod')[0].metadata.labels
    expect(spec.ingress).toEqual([
      {
        from: [
          {
            namespaceSelector: inNamespace('kube-system'),
            podSelector: { matchLabels: { 'app.kubernetes.io/name': 'traefik' } },
          },
          {
            podSelector: { matchLabels: expect.objectContaining({ 'app.kubernetes.io/component': 'smoke' }) },
          },
        ],
        ports: [{ protocol: 'TCP', port: 8080 }],
      },
      { from: [{ namespaceSelector: inNamespace('monitoring') }], ports: [{ protocol: 'TCP', port: 9091 }] },
    ])
    expect(smoke).toMatchObject(spec.ingress[0].from[1].podSelector.matchLabels)
    for (const {
      spec: { template },
    } of kinds(of(OTHER, 'flipped'), 'Deployment')) {
      expect(template.metadata.labels).toMatchObject(spec.podSelector.matchLabels)
    }
  })

  it('I29 the app reaches DNS, the Postgres next door and Postgres outside the cluster, and its collector where it has one', () => {
    const ports = (values: Values) =>
      pick(render(OTHER, { ...values, ...abroad(values) }), 'NetworkPolicy', 'nearside').spec.egress.map(
        ({ to, ports }: Manifest) =>
          `${to[0].podSelector?.matchLabels['cnpg.io/cluster'] ?? to[0].namespaceSelector?.matchLabels['kubernetes.io/metadata.name'] ?? to[0].ipBlock.cidr}:${ports[0].port}`,
      )
    const without = ['kube-system:53', `pg-${OTHER.region}:5432`, '0.0.0.0/0:5432']
    expect(ports({})).toEqual(without)
    expect(ports({ traces: { collector: 'http://otel.monitoring.svc:4318' } })).toEqual([
      ...without,
      'monitoring:4318',
    ])
    expect(ports({ database: { cidrs: [{ cidr: '192.0.2.1/32' }] } })).toEqual([
      ...without.slice(0, 2),
      '192.0.2.1/32:5432',
    ])
    const [, , outside] = pick(render(OTHER, abroad({})), 'NetworkPolicy', 'nearside').spec.egress
    expect(outside.to[0].ipBlock.except).toContain('10.0.0.0/8')
  })

  it('I30 every container has limits, no root, no rights, a read-only root, and its image by digest', () => {
    const containers = of(PRIMARY, 'flipped').flatMap((each) => podOf(each)?.containers ?? [])
    expect(containers).toHaveLength(5)
    for (const { image, resources, securityContext } of containers) {
      expect(image).toMatch(/:\d+\.\d+\.\d+@sha256:[\da-f]{64}$/)
      const amount = expect.any(String)
      expect(resources).toMatchObject({
        requests: { cpu: amount, memory: amount },
        limits: { cpu: amount, memory: amount },
      })
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        privileged: false,
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        runAsUser: 65_532,
        runAsGroup: 65_532,
        capabilities: { drop: ['ALL'] },
      })
    }
    for (const pod of of(PRIMARY, 'flipped').map(podOf).filter(Boolean)) {
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      })
    }
  })

  it('I31 no secret stands in what is rendered: passwords and keys come from Secrets by reference', () => {
    for (const what of REGIONS) {
      expect(kinds(of(what), 'Secret')).toEqual([])
      for (const { name, value } of of(what).flatMap((each) => podOf(each)?.containers[0].env ?? [])) {
        if (/PASSWORD|KEYS/.test(name)) expect([name, value]).toEqual([name, undefined])
        for (const [, password] of (value ?? '').matchAll(/:\/\/\w+:([^@]*)@/g)) {
          expect(password).toMatch(/^\$\([A-Z]+_PASSWORD\)$/)
        }
      }
    }
  })

  it.each(REGIONS)('I32 the app accepts the environment that its pods get: $environment $region', (what) => {
    const read = readConfig(environmentOf(of(what), 'nearside-blue', SECRETS))
    const { region, environment } = what
    if (!read.ok) throw new Error(read.errors.join('\n'))
    const domain = environment === 'prod' ? 'nearside.example' : 'staging.nearside.example'
    const TLS = 'sslmode=verify-full&sslrootcert=/etc/nearside/database-ca/ca.crt'
    expect(read.config).toMatchObject({
      REGION: region,
      PORT: 8080,
      METRICS_PORT: 9091,
      METRICS_HOST: '0.0.0.0',
      DATABASE_READ_URL: [
        `postgres://nearside_read:read-1@pg-${region}-r.database.svc.cluster.local:5432/nearside?${TLS}`,
      ],
    })
    const hosts = read.config.DATABASE_WRITE_URL.map((url) => new URL(url).hostname)
    expect([...hosts].sort()).toEqual(
      REGIONS.filter((each) => each.environment === environment)
        .map((each) => `pg-${each.region}`)
        .map((name) =>
          name === `pg-${region}` ? `${name}-rw.database.svc.cluster.local` : `${name}.${domain}`,
        )
        .sort(),
    )
    for (const url of read.config.DATABASE_WRITE_URL) {
      expect(url).toMatch(/^postgres:\/\/nearside_write:write-1@[^,]+:5432\/nearside\?/)
      expect(url.endsWith(`?${TLS}`)).toBe(true)
    }
  })

  it('I33 a pod knows its release, and half of its memory is for the heap', () => {
    const { RELEASE, NODE_OPTIONS } = environmentOf(of(OTHER, 'bumped'), 'nearside-green', SECRETS)
    expect([RELEASE, NODE_OPTIONS]).toEqual(['0.2.0', expect.stringContaining('--max-old-space-size=128 ')])
    const larger = render(OTHER, { resources: { limits: { memory: '1Gi' } } })
    expect(environmentOf(larger, 'nearside-blue', SECRETS).NODE_OPTIONS).toContain(
      '--max-old-space-size=512 ',
    )
  })

  it('I34 moving the primary restarts no pod, and a change of the config restarts those of both slots', () => {
    const templates = (values: Values) =>
      kinds(render(OTHER, { ...STATES.bumped, ...values }), 'Deployment').map(({ spec }) => spec.template)
    const before = kinds(of(OTHER, 'bumped'), 'Deployment').map(({ spec }) => spec.template)
    expect(templates({ database: { primary: OTHER.region } })).toEqual(before)
    const after = templates({ app: { logLevel: 'debug' } })
    for (const [index, template] of after.entries()) {
      const isAlso = { ...before[index].metadata.annotations, ...template.metadata.annotations }
      expect(template).not.toEqual(before[index])
      expect(template).toEqual({ ...before[index], metadata: { ...template.metadata, annotations: isAlso } })
    }
  })

  it('I35 a slot of one pod can be drained, and a pod that ends is given the time of its whole drain', () => {
    for (const budget of kinds(of(STAGING), 'PodDisruptionBudget')) {
      expect(budget.spec).toMatchObject({ maxUnavailable: 1, selector: { matchLabels: { slot: 'blue' } } })
      expect(budget.spec).not.toHaveProperty('minAvailable')
    }
    const { DRAIN_TIMEOUT_MS } = environmentOf(of(OTHER), 'nearside-blue', SECRETS)
    const { terminationGracePeriodSeconds } = kinds(of(OTHER), 'Deployment')[0].spec.template.spec
    expect(terminationGracePeriodSeconds * 1_000).toBeGreaterThanOrEqual(Number(DRAIN_TIMEOUT_MS) + 2_000)
  })

  it('I36 requests come by the region’s own host, and those with the header of the preview to the other slot', () => {
    const { spec } = pick(of(OTHER), 'IngressRoute', 'nearside')
    expect(spec.entryPoints).toEqual(['web'])
    expect(spec.routes.map(({ match, services }: Manifest) => [match, services[0].name])).toEqual([
      [`Host(\`${HOST}\`)`, 'nearside'],
      [`(Host(\`${HOST}\`)) && Header(\`Nearside-Slot\`, \`preview\`)`, 'nearside-preview'],
    ])
    const [active, preview] = spec.routes
    expect(preview.priority).toBeGreaterThan(active.priority)
  })

  it('I37 an autoscaler scales each slot that runs from its replicas up, and git sets these no more', () => {
    const manifests = render(OTHER, { ...STATES.flipped, ...autoscaled(8) })
    expect(kinds(manifests, 'Deployment').map(({ spec }) => spec.replicas)).toEqual([undefined, undefined])
    const scalers = kinds(manifests, 'HorizontalPodAutoscaler').map(({ spec }) => spec)
    expect(scalers.map(({ scaleTargetRef, minReplicas }) => [scaleTargetRef.name, minReplicas])).toEqual([
      ['nearside-blue', 4],
      ['nearside-green', 2],
    ])
    const retired = render(OTHER, { ...STATES.retired, ...autoscaled(8) })
    expect(kinds(retired, 'Deployment').map(({ spec }) => spec.replicas)).toEqual([0, undefined])
    expect(kinds(of(OTHER, 'flipped'), 'HorizontalPodAutoscaler')).toEqual([])
  })

  it('I38 one chart gives staging one pod and prod four', () => {
    // As git is, whichever slot has the traffic there.
    const pods = (what: Rendering) => {
      const manifests = render(what)
      const { slot } = pick(manifests, 'Service', 'nearside').spec.selector
      return pick(manifests, 'Deployment', `nearside-${slot}`).spec.replicas
    }
    const all = apps()
    expect(all.map((what) => [what.environment, pods(what)])).toEqual(
      all.map(({ environment }) => [environment, environment === 'prod' ? 4 : 1]),
    )
  })

  it('I42 the smoke test asks both Services for the versions that run, from where its imports hold', () => {
    const env = (state: State) => {
      const [{ spec }] = kinds(of(OTHER, state), 'Pod')
      const { SERVICES, RELEASES } = Object.fromEntries(
        spec.containers[0].env.map(({ name, value }: Manifest) => [name, value]),
      )
      return [SERVICES, RELEASES]
    }
    expect(env('released')).toEqual(['http://nearside', '0.1.0'])
    expect(env('bumped')).toEqual(['http://nearside,http://nearside-preview', '0.1.0,0.2.0'])
    expect(env('retired')).toEqual(['http://nearside', '0.2.0'])
    const [{ spec }] = kinds(of(OTHER), 'Pod')
    const [{ args, volumeMounts }] = spec.containers
    expect(volumeMounts[0]).toMatchObject({ mountPath: `/app/${args[0]}`, subPath: 'smoke.ts' })
    expect(readFileSync(join(INFRA_DIR, '..', args[0]), 'utf8')).toBe(
      pick(of(OTHER), 'ConfigMap', 'nearside-smoke').data['smoke.ts'],
    )
    const job = pick(of(OTHER), 'Job', 'nearside-smoke')
    expect(job.spec.template.spec).toEqual(spec)
    expect(job.metadata.annotations['argocd.argoproj.io/hook']).toBe('PostSync')
  })

  it('I39 helm lint finds nothing', () => {
    const files = OTHER.valueFiles.flatMap((file) => ['--values', file])
    const chart = join(INFRA_DIR, 'charts/region-app')
    const { stdout, status } = spawnSync(HELM ?? '', ['lint', '--strict', '--quiet', chart, ...files], {
      encoding: 'utf8',
    })
    expect([status, stdout]).toEqual([0, ''])
  })

  it.skipIf(!toolPath('kubeconform') || !existsSync(SCHEMAS_DIR))(
    'I40 a cluster knows every field of it',
    () => {
      const schemas = join(SCHEMAS_DIR, '{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json')
      const all = [...REGIONS.flatMap((what) => of(what, 'flipped')), ...render(OTHER, EVERYTHING)]
      const { stdout, status } = pipe('kubeconform', ['-strict', '-schema-location', schemas], all)
      expect([status, stdout]).toEqual([0, ''])
    },
  )

  it.skipIf(!toolPath('kube-score')).each<State>(['released', 'flipped', 'retired'])(
    'I41 kube-score finds nothing: %s',
    (state) => {
      const { stdout } = pipe('kube-score', ['score', '--output-format', 'ci', '-'], of(STAGING, state))
      expect(stdout.split('\n').filter((line) => /^\[(?:CRITICAL|WARNING)\]/.test(line))).toEqual([])
    },
  )
})

const EVERYTHING = {
  ...STATES.flipped,
  ...autoscaled(8),
  image: { pullSecrets: ['registry'] },
  ingress: { hosts: ['bom.localhost.example'] },
  traces: { collector: 'https://otel.monitoring.svc', sampleShare: 0.1 },
}

function autoscaled(maxReplicas: number): Values {
  return { autoscaling: { enabled: true, maxReplicas } }
}

/** With another region, whether there is one or not. */
function abroad({ database }: Values): Values {
  return { database: { primary: OTHER.region, regions: [OTHER.region, 'sin'], ...Object(database) } }
}

function primaryOf(environment: Rendering['environment']): Rendering {
  const { database } = environmentFile(environment)
  return regionOf(environment, database.primary)
}

function environmentFile(environment: Rendering['environment']): Manifest {
  const file = `gitops/values/region-app/environments/${environment}.yaml`
  return parse(readFileSync(join(INFRA_DIR, file), 'utf8'))
}

function regionOf(environment: Rendering['environment'], region: string): Rendering {
  const found = REGIONS.find((each) => each.environment === environment && each.region === region)
  if (!found) throw new Error(`expected a release of ${region} in ${environment}`)
  return found
}

function isMigration({ metadata }: Manifest): boolean {
  return metadata.labels['app.kubernetes.io/component'] === 'migration'
}

function pipe(tool: 'kubeconform' | 'kube-score', args: readonly string[], manifests: readonly Manifest[]) {
  const input = manifests.map((each) => stringify(each)).join('---\n')
  return spawnSync(toolPath(tool) ?? tool, [...args], { input, encoding: 'utf8' })
}
