/** The database of every environment and region, as the real Helm renders it. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { INFRA_DIR } from '../../infra/check/matrix.ts'
import { SCHEMAS_DIR, toolPath } from '../../infra/check/tools.ts'
import { RUNS } from '../../infra/check/versions.ts'
import { HELM, type Manifest, pick, refusal, render, type Values } from './support/helm.ts'
import { methodFor } from './support/pg-hba.ts'

const VALUES_DIR = join(INFRA_DIR, 'gitops/values/database')
const PAGES_DIR = join(INFRA_DIR, '../docs/runbooks/alerts')
const KUBECONFORM = toolPath('kubeconform')

const ENVIRONMENTS = {
  staging: parse(readFileSync(join(VALUES_DIR, 'environments/staging.yaml'), 'utf8')),
  prod: parse(readFileSync(join(VALUES_DIR, 'environments/prod.yaml'), 'utf8')),
}
type Environment = keyof typeof ENVIRONMENTS
const PLACES = (['staging', 'prod'] as const).flatMap((environment) =>
  idsOf(environment).map((region) => ({ environment, region })),
)

/** What iad tells when it is demoted. */
const TOKEN = Buffer.from(
  JSON.stringify({
    latestCheckpointTimelineID: '1',
    redoWalFile: '000000010000000000000007',
    databaseSystemIdentifier: '7400000000000000000',
    latestCheckpointREDOLocation: '0/7000028',
    timeOfLatestCheckpoint: 'Sun 29 Nov 2026 10:00:00 AM UTC',
    operatorVersion: RUNS.cloudNativePg,
  }),
).toString('base64')

/** Whatever regions there are and wherever the primary is by now: moves are tried on these, from where it was made. */
const IDS = ['iad', 'bom', 'fra']
const ROWS = IDS.map((id, index) => ({
  id,
  host: `pg-${id}.nearside.example`,
  address: `192.0.2.${index + 1}`,
  podCidr: `10.${42 + 2 * index}.0.0/16`,
}))
const BEFORE = {
  origin: 'iad',
  primary: 'iad',
  successor: '',
  promotion: { region: 'iad', by: 'initdb', token: '' },
  regions: ROWS,
}

/** What git says, and the steps of moving prod's primary from iad to bom, and of losing it. */
const STEPS = {
  live: {},
  before: BEFORE,
  demoted: { ...BEFORE, successor: 'bom' },
  promoted: { ...BEFORE, primary: 'bom', promotion: { region: 'bom', by: 'token', token: TOKEN } },
  failedOver: { ...BEFORE, primary: 'bom', promotion: { region: 'bom', by: 'failover', token: '' } },
} satisfies Record<string, Values>

describe.skipIf(!HELM)('the database', () => {
  it('I70 in every environment one region has the primary, and every other copies it', () => {
    for (const environment of ['staging', 'prod'] as const) {
      const clusters = idsOf(environment).map((region) => clusterIn({ environment, region }))
      const { primary } = ENVIRONMENTS[environment]
      const primaries = clusters.filter(isPrimary)
      expect(primaries.map((each) => each.metadata.name)).toEqual([`pg-${primary}`])
      for (const { spec } of clusters.filter((each) => !isPrimary(each)))
        expect(spec.replica).toMatchObject({ primary: `pg-${primary}`, source: `pg-${primary}` })
    }
  })

  it("I71 every database knows all regions' by name, certificate and archive, its own too", () => {
    for (const place of PLACES) {
      const { replica, externalClusters } = clusterIn(place).spec
      const { regions } = ENVIRONMENTS[place.environment]
      expect(externalClusters.map((each: Manifest) => each.name)).toEqual(
        idsOf(place.environment).map((id) => `pg-${id}`),
      )
      for (const [index, each] of externalClusters.entries()) {
        expect(each.connectionParameters).toMatchObject({
          host: regions[index].host,
          user: 'streaming_replica',
          sslmode: 'verify-full',
        })
        expect(each.plugin.parameters).toEqual({
          barmanObjectName: each.name,
          serverName: archiveOf(regions[index]),
        })
        const store = pick(at(place), 'ObjectStore', each.name).spec
        expect(store.configuration.destinationPath).toContain(`-${regions[index].id}/`)
        // Nobody clears up behind another region.
        expect('retentionPolicy' in store).toBe(each.name === replica.self)
      }
      expect(replica.self).toBe(`pg-${place.region}`)
    }
  })

  it('I72 the first step of moving the primary makes it a replica of the successor and changes no other region', () => {
    expect(replicaIn('iad', 'demoted')).toEqual({ self: 'pg-iad', primary: 'pg-bom', source: 'pg-bom' })
    expect(changed('iad', 'before', 'demoted')).toEqual([
      'Cluster pg-iad: spec.replica.primary',
      // What runs where the primary is, and what is an alarm there.
      'CronJob pg-dump: spec.suspend',
      'PrometheusRule pg-iad: spec.groups.0.rules',
    ])
    for (const region of ['bom', 'fra']) expect(changed(region, 'before', 'demoted')).toEqual([])
    const clusters = IDS.map((region) => clusterIn({ environment: 'prod', region }, 'demoted'))
    expect(clusters.filter(isPrimary)).toEqual([])
  })

  it('I73 the second step promotes the successor by its token, lets the others follow it and leaves the former primary as it is', () => {
    expect(replicaIn('bom', 'promoted')).toEqual({
      self: 'pg-bom',
      primary: 'pg-bom',
      source: 'pg-iad',
      promotionToken: TOKEN,
    })
    expect(changed('bom', 'demoted', 'promoted')).toEqual([
      'Cluster pg-bom: spec.replica.primary',
      'Cluster pg-bom: spec.replica.promotionToken',
      'CronJob pg-dump: spec.suspend',
      'PrometheusRule pg-bom: spec.groups.0.rules',
    ])
    expect(clusterIn({ environment: 'prod', region: 'iad' }, 'promoted')).toEqual(
      clusterIn({ environment: 'prod', region: 'iad' }, 'demoted'),
    )
    expect(changed('fra', 'demoted', 'promoted')).toEqual([
      // Read when a database is made, and never again.
      'Cluster pg-fra: spec.bootstrap.pg_basebackup.source',
      'Cluster pg-fra: spec.replica.primary',
      'Cluster pg-fra: spec.replica.source',
      'PrometheusRule pg-fra: spec.groups.0.rules',
    ])
  })

  it('I74 only the origin is made from nothing, and only once; who is made anew copies the primary and writes a new archive', () => {
    for (const place of PLACES)
      expect(Object.keys(clusterIn(place).spec.bootstrap)).toEqual([
        place.region === ENVIRONMENTS[place.environment].origin && !isMadeAnew(place)
          ? 'initdb'
          : 'pg_basebackup',
      ])
    const regions = ROWS.map((each) => (each.id === 'iad' ? { ...each, incarnation: 2 } : each))
    const again = pick(
      render(what({ environment: 'prod', region: 'iad' }), { region: 'iad', ...STEPS.failedOver, regions }),
      'Cluster',
    )
    expect(again.spec.bootstrap.pg_basebackup.source).toBe('pg-bom')
    expect(again.spec.plugins[0].parameters.serverName).toBe('pg-iad-2')
    expect(replicaIn('bom', 'failedOver')).toEqual({ self: 'pg-bom', primary: 'pg-bom', source: 'pg-iad' })
  })

  it.each<[string, Values, RegExp]>([
    ['two primaries', { primary: ['iad', 'bom'] }, /'\/primary': got array, want string/],
    [
      'an unknown primary',
      { primary: 'sin' },
      /primary: expected one of regions \(iad, bom, fra\), found "sin"/,
    ],
    [
      'the primary as its own successor',
      { successor: 'iad' },
      /successor: expected .* other than the primary iad/,
    ],
    [
      'a primary that nobody promoted',
      { primary: 'bom' },
      /promotion\.region: expected the primary bom, found "iad"/,
    ],
    [
      'a primary elsewhere that is still the first',
      { primary: 'bom', promotion: { region: 'bom' } },
      /promotion\.by: expected token \(or failover/,
    ],
    [
      'a promotion without its token',
      { primary: 'bom', promotion: { region: 'bom', by: 'token' } },
      /promotion\.token: expected \.status\.demotionToken of the former primary, found ""/,
    ],
    [
      'half a token',
      { primary: 'bom', promotion: { region: 'bom', by: 'token', token: TOKEN.slice(0, 40) } },
      /promotion\.token: expected .*, whole, found one without/,
    ],
    [
      'the token of an earlier move',
      { primary: 'fra', promotion: { region: 'bom', by: 'token', token: TOKEN } },
      /promotion\.region: expected the primary fra, found "bom"/,
    ],
    [
      'a successor beside the last token',
      { ...STEPS.promoted, successor: 'fra' },
      /promotion\.token: expected "" while successor is set/,
    ],
    [
      'a failover with a token',
      { primary: 'bom', promotion: { region: 'bom', by: 'failover', token: TOKEN } },
      /promotion\.token: expected "" where promotion\.by is failover/,
    ],
  ])('I75 a move of the primary that would lose writes is refused by its key: %s', (_, values, message) => {
    const promotion = { ...BEFORE.promotion, ...Object(values.promotion) }
    expect(
      refusal(what({ environment: 'prod', region: 'bom' }), {
        region: 'bom',
        ...BEFORE,
        ...values,
        promotion,
      }),
    ).toMatch(message)
  })

  it.each<[string, Values, RegExp]>([
    ['an unknown key', { replicas: 3 }, /additional properties 'replicas' not allowed/],
    ['a region that is not in the table', { region: 'sin' }, /region: expected one of regions/],
    [
      'a region listed twice',
      { regions: ENVIRONMENTS.prod.regions.concat(ENVIRONMENTS.prod.regions[0]) },
      /regions: expected each \w+ once, found/,
    ],
    [
      'an address that is a network',
      { regions: [{ ...ENVIRONMENTS.prod.regions[0], address: '0.0.0.0/0' }] },
      /'\/regions\/0\/address'/,
    ],
    [
      'a server without memory',
      { resources: { memoryMi: null } },
      /'\/resources'.*missing property 'memoryMi'/,
    ],
    ['an image without a version', { image: { tag: 'latest' } }, /'\/image\/tag'/],
    [
      'a volume that kept log would fill',
      { storage: { sizeGi: 16 } },
      /postgresql\.slotWalKeepMi: expected less/,
    ],
    ['backups that go nowhere', { backup: { endpoint: '' } }, /backup: expected bucketPrefix and endpoint/],
    [
      'a restore of an unknown region',
      { drill: { enabled: true, from: 'sin' } },
      /drill\.from: expected one of/,
    ],
  ])('I76 a broken values file is refused with the key named: %s', (_, values, message) => {
    expect(refusal(what({ environment: 'prod', region: 'iad' }), values)).toMatch(message)
  })

  it('I77 certificates of one CA cover every name that is verified, renew in time and are taken up without a restart', () => {
    for (const place of PLACES) {
      const server = pick(at(place), 'Certificate', 'pg-server').spec
      const replication = pick(at(place), 'Certificate', 'pg-replication').spec
      const own = ENVIRONMENTS[place.environment].regions.find((each: Manifest) => each.id === place.region)
      expect(server.dnsNames).toEqual(
        expect.arrayContaining([
          own.host,
          `pg-${place.region}-r.database.svc`,
          `pg-${place.region}-rw.database.svc`,
        ]),
      )
      expect(replication).toMatchObject({ commonName: 'streaming_replica', usages: ['client auth'] })
      for (const each of [server, replication]) {
        expect(each.issuerRef).toMatchObject({ kind: 'Issuer', name: 'pg-ca' })
        expect(each.secretTemplate.labels).toHaveProperty(['cnpg.io/reload'])
        expect(Number.parseInt(each.renewBefore, 10)).toBeLessThan(Number.parseInt(each.duration, 10) / 2)
      }
      const { certificates, externalClusters } = clusterIn(place).spec
      expect(certificates).toEqual({
        serverCASecret: 'database-ca',
        serverTLSSecret: server.secretName,
        clientCASecret: 'database-ca',
        replicationTLSSecret: replication.secretName,
      })
      for (const each of externalClusters)
        expect([each.sslCert.name, each.sslKey.name, each.sslRootCert.name]).toEqual([
          replication.secretName,
          replication.secretName,
          'database-ca',
        ])
    }
  })

  it('I78 nobody comes in without TLS, replication only by certificate, from other regions only who writes, the superuser from nowhere', () => {
    for (const place of PLACES) {
      const { regions } = ENVIRONMENTS[place.environment]
      const rules = clusterIn(place).spec.postgresql.pg_hba
      const own = regions.find((each: Manifest) => each.id === place.region)
      const pod = own.podCidr.replace(/0\.0\/\d+$/, '0.17')
      const outside = regions.flatMap((each: Manifest) => (each === own ? [] : [each.address]))
      const by = (user: string, address: string, tls = true, database = 'nearside') =>
        methodFor({ tls, database, user, address }, rules)
      const users = ['nearside_read', 'nearside_write', 'nearside_owner', 'postgres', 'streaming_replica']
      for (const user of users)
        for (const address of [pod, '8.8.8.8', ...outside]) expect(by(user, address, false)).toBe('reject')
      for (const user of users.slice(0, 3)) expect(by(user, pod)).toBe('scram-sha-256')
      for (const address of outside) {
        expect(by('nearside_write', address)).toBe('scram-sha-256')
        for (const user of users.filter((each) => each !== 'nearside_write'))
          expect(by(user, address)).toBe('reject')
      }
      for (const user of users) expect(by(user, '8.8.8.8')).toBe('reject')
      for (const address of [pod, ...outside]) {
        for (const database of ['nearside', 'postgres'])
          expect(by('postgres', address, true, database)).toBe('reject')
        expect(by('nearside_owner', address, true, 'postgres')).toBe('reject')
        expect(by('streaming_replica', address, true, 'replication')).toBe('cert')
        expect(by('streaming_replica', address, false, 'replication')).not.toBe('cert')
      }
    }
  })

  it('I79 Postgres is published to the addresses of the other regions alone, and by a single region not at all', () => {
    for (const place of PLACES.filter(({ environment }) => idsOf(environment).length > 1)) {
      const [service, ...more] = clusterIn(place).spec.managed.services.additional
      expect(more).toEqual([])
      expect(service.selectorType).toBe('rw')
      expect(service.serviceTemplate.spec).toEqual({
        type: 'LoadBalancer',
        externalTrafficPolicy: 'Local',
        loadBalancerSourceRanges: ENVIRONMENTS[place.environment].regions.flatMap((each: Manifest) =>
          each.id === place.region ? [] : [`${each.address}/32`],
        ),
      })
    }
    const alone = render(what({ environment: 'prod', region: 'iad' }), {
      ...BEFORE,
      region: 'iad',
      regions: ROWS.slice(0, 1),
    })
    const { managed, replica } = pick(alone, 'Cluster').spec
    expect(managed.services).toBeUndefined()
    expect(replica).toEqual({ self: 'pg-iad', primary: 'pg-iad', source: 'pg-iad' })
    expect(JSON.stringify(pick(alone, 'NetworkPolicy', 'postgres'))).not.toContain('ipBlock')
  })

  it('I80 the network lets the app, the operator, the other regions and Prometheus in, and no other namespace', () => {
    for (const place of PLACES) {
      expect(pick(at(place), 'NetworkPolicy', 'default-deny').spec).toEqual({
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
      })
      const { ingress } = pick(at(place), 'NetworkPolicy', 'postgres').spec
      const doors = ingress.flatMap(({ from, ports }: Manifest) =>
        from.map((each: Manifest) => [
          each.ipBlock?.cidr ??
            each.namespaceSelector?.matchLabels['kubernetes.io/metadata.name'] ??
            'own namespace',
          ports.map(({ port }: Manifest) => port).join(),
        ]),
      )
      expect(doors.filter(([from]: [string]) => !/\/32$/.test(from))).toEqual([
        ['cnpg-system', '8000,5432'],
        ['own namespace', '5432'],
        ['own namespace', '5432'],
        ['api', '5432'],
        // k3s' balancer, where other regions come in.
        ...(idsOf(place.environment).length > 1 ? [['kube-system', '5432']] : []),
        ['monitoring', '9187'],
      ])
      expect(doors.filter(([from]: [string]) => /\/32$/.test(from))).toEqual(
        ENVIRONMENTS[place.environment].regions.flatMap((each: Manifest) =>
          each.id === place.region ? [] : [[`${each.address}/32`, '5432']],
        ),
      )
    }
  })

  it('I81 every alert has its page, and every page its alert and all of its parts', () => {
    const alerts = new Set<string>()
    for (const place of PLACES)
      for (const rule of rulesIn(place)) {
        alerts.add(rule.alert)
        expect(rule.annotations.runbook_url).toMatch(new RegExp(`/docs/runbooks/alerts/${rule.alert}\\.md$`))
        expect(rule.labels).toMatchObject({ region: place.region, severity: /^(warning|critical)$/ })
        expect(rule.annotations.summary && rule.annotations.description && rule.for).toBeTruthy()
      }
    const pages = readdirSync(PAGES_DIR).map((page) => page.replace(/\.md$/, ''))
    // One region alone has no replica that could fall behind, so it raises a part of them.
    expect(pages).toEqual(expect.arrayContaining([...alerts]))
    if (idsOf('prod').length > 1) expect(pages.sort()).toEqual([...alerts].sort())
    for (const page of pages)
      expect(
        [...readFileSync(join(PAGES_DIR, `${page}.md`), 'utf8').matchAll(/^#+ (.*)$/gm)].map(
          ([, title]) => title,
        ),
      ).toEqual([page, 'Description', 'Impact', 'Diagnosis', 'Resolution', 'Prevention', 'When to escalate'])
  })

  it('I82 a primary is missed where git says that it is, and is an alarm everywhere else, at each step of a move', () => {
    const alarms = (region: string, step: keyof typeof STEPS) =>
      rulesIn({ environment: 'prod', region }, step)
        .map(({ alert }) => alert)
        .filter((alert) => /Primary/.test(alert))
    expect(alarms('iad', 'before')).toEqual(['PostgresPrimaryMissing'])
    expect(alarms('iad', 'demoted')).toEqual(['PostgresUnexpectedPrimary'])
    expect(alarms('bom', 'demoted')).toEqual(['PostgresUnexpectedPrimary'])
    expect(alarms('bom', 'promoted')).toEqual(['PostgresPrimaryMissing'])
    expect(alarms('fra', 'promoted')).toEqual(['PostgresUnexpectedPrimary'])
  })

  it('I83 a server gets what it asks for and is set for lines over oceans, and no slot fills its volume', () => {
    for (const place of PLACES) {
      const { spec } = clusterIn(place)
      const { parameters } = spec.postgresql
      const store = pick(at(place), 'ObjectStore', spec.replica.self).spec.instanceSidecarConfiguration
      for (const { requests, limits } of [spec.resources, store.resources]) expect(requests).toEqual(limits)
      const mebi = (text: string) => Number.parseInt(text, 10)
      expect(mebi(parameters.shared_buffers) * 4).toBe(mebi(spec.resources.limits.memory))
      expect([parameters.wal_sender_timeout, parameters.wal_receiver_timeout]).toEqual(['60s', '60s'])
      expect(parameters.hot_standby_feedback).toBe('on')
      expect(mebi(parameters.max_slot_wal_keep_size)).toBeGreaterThan(0)
      expect(mebi(parameters.max_slot_wal_keep_size) + mebi(parameters.wal_keep_size)).toBeLessThan(
        mebi(spec.storage.size) * 512,
      )
      // A budget for one server keeps its node from being drained for ever.
      expect(spec.enablePDB).toBe(spec.instances > 1)
      expect(spec.imageName).toContain(`:${RUNS.postgres}-`)
    }
  })

  it("I84 log and backups go to each region's own archive, the dump runs at the primary, and keys come from Secrets alone", () => {
    for (const place of PLACES) {
      const { plugins, replica } = clusterIn(place).spec
      expect(plugins).toEqual([
        {
          name: 'barman-cloud.cloudnative-pg.io',
          isWALArchiver: true,
          parameters: {
            barmanObjectName: replica.self,
            serverName: archiveOf(
              ENVIRONMENTS[place.environment].regions.find((each: Manifest) => each.id === place.region),
            ),
          },
        },
      ])
      expect(pick(at(place), 'ScheduledBackup').spec).toMatchObject({
        method: 'plugin',
        cluster: { name: replica.self },
      })
      expect(pick(at(place), 'CronJob').spec.suspend).toBe(
        place.region !== ENVIRONMENTS[place.environment].primary,
      )
      expect(at(place).filter(({ kind }) => kind === 'Secret')).toEqual([])
    }
    const [place = PLACES[0] as Place] = PLACES.filter(({ environment }) => environment === 'staging')
    const none = render(what(place), {
      backup: { enabled: false },
      dump: { enabled: false },
    })
    expect(JSON.stringify(none)).not.toMatch(/barman|ObjectStore|ScheduledBackup|CronJob/)
  })

  it('I85 a restore drill reads one archive, writes none, and leaves the database as it is', () => {
    const [place = PLACES[0] as Place] = PLACES.filter(({ environment }) => environment === 'prod')
    const from = idsOf('prod').at(-1)
    const drilled = render(what(place), {
      drill: { enabled: true, from, targetTime: '2026-11-29T10:00:00Z' },
    })
    const drill = pick(drilled, 'Cluster', 'pg-drill').spec
    expect(drill.bootstrap.recovery).toMatchObject({
      source: `pg-${from}`,
      recoveryTarget: { targetTime: '2026-11-29T10:00:00Z' },
    })
    expect(drill.externalClusters.map((each: Manifest) => each.plugin.parameters.serverName)).toEqual([
      archiveOf(ENVIRONMENTS.prod.regions.at(-1)),
    ])
    expect(drill.plugins ?? drill.replica ?? drill.managed).toBeUndefined()
    expect(drilled.filter((each) => each.metadata.name !== 'pg-drill')).toEqual(at(place))
  })

  it.skipIf(!KUBECONFORM || !existsSync(SCHEMAS_DIR))(
    'I86 every manifest is what its API knows, at each step of a move too',
    () => {
      const all = [
        ...PLACES.flatMap((place) => at(place)),
        ...(['demoted', 'promoted', 'failedOver'] as const).flatMap((step) =>
          IDS.flatMap((region) => at({ environment: 'prod', region }, step)),
        ),
      ]
      const ran = spawnSync(
        KUBECONFORM ?? '',
        [
          '-strict',
          '-schema-location',
          `${SCHEMAS_DIR}/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json`,
        ],
        { input: all.map((each) => JSON.stringify(each)).join('\n---\n'), encoding: 'utf8' },
      )
      expect(ran.stdout + ran.stderr).toBe('')
      expect(ran.status).toBe(0)
    },
  )
})

type Place = { readonly environment: Environment; readonly region: string }

const rendered = new Map<string, readonly Manifest[]>()

/** Each place is rendered once. */
function at(place: Place, step: keyof typeof STEPS = 'live'): readonly Manifest[] {
  const key = `${place.environment} ${place.region} ${step}`
  const manifests =
    rendered.get(key) ?? render(what(place), step === 'live' ? {} : { region: place.region, ...STEPS[step] })
  rendered.set(key, manifests)
  return manifests
}

function what({ environment, region }: Place) {
  return {
    chart: 'database',
    release: 'pg',
    namespace: 'database',
    valueFiles: [
      join(VALUES_DIR, `environments/${environment}.yaml`),
      join(VALUES_DIR, `regions/${region}.yaml`),
    ].filter((file) => existsSync(file)),
  } as const
}

function clusterIn(place: Place, step?: keyof typeof STEPS): Manifest {
  return pick(at(place, step), 'Cluster')
}

function replicaIn(region: string, step: keyof typeof STEPS): Manifest {
  return clusterIn({ environment: 'prod', region }, step).spec.replica
}

function rulesIn(place: Place, step?: keyof typeof STEPS): readonly Manifest[] {
  return pick(at(place, step), 'PrometheusRule').spec.groups[0].rules
}

function isPrimary({ spec }: Manifest): boolean {
  return spec.replica.primary === spec.replica.self
}

function idsOf(environment: Environment): readonly string[] {
  return ENVIRONMENTS[environment].regions.map((each: Manifest) => each.id)
}

/** @returns which fields of which manifests differ in prod's region between two steps. */
function changed(region: string, from: keyof typeof STEPS, to: keyof typeof STEPS): readonly string[] {
  const before = at({ environment: 'prod', region }, from)
  const after = at({ environment: 'prod', region }, to)
  expect(after.map(nameOf)).toEqual(before.map(nameOf))
  return before
    .flatMap((each, index) =>
      differences(each, after[index]).map((path) => `${nameOf(each)}: ${path.join('.')}`),
    )
    .sort()
}

function differences(a: Manifest, b: Manifest, path: readonly string[] = []): readonly string[][] {
  if (JSON.stringify(a) === JSON.stringify(b)) return []
  const isLeaf = typeof a !== 'object' || typeof b !== 'object' || path.at(-1) === 'rules'
  if (isLeaf) return [[...path]]
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()
  return keys.flatMap((key) => differences(a[key], b[key], [...path, key]))
}

function archiveOf({ id, incarnation = 1 }: Manifest): string {
  return `pg-${id}-${incarnation}`
}

function isMadeAnew({ environment, region }: Place): boolean {
  return ENVIRONMENTS[environment].regions.some(
    (each: Manifest) => each.id === region && each.incarnation > 1,
  )
}

function nameOf({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.name}`
}
