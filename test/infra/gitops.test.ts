import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments, stringify } from 'yaml'
import { CHARTS, INFRA_DIR, matrix, regionsOf, teams } from '../../infra/check/matrix.ts'
import { SCHEMA_LOCATION } from '../../infra/check/schemas.ts'
import { SCHEMAS_DIR, toolPath } from '../../infra/check/tools.ts'
import { RUNS } from '../../infra/check/versions.ts'
import { applicationSets, applications, type Made, REPO, waveOf } from './support/application-sets.ts'
import { HELM, type Manifest, pick, render } from './support/helm.ts'

const ROOT = join(INFRA_DIR, '..')
const GITOPS = join(INFRA_DIR, 'gitops')
const BOOTSTRAP = join(GITOPS, 'bootstrap')
const KUBECONFORM = toolPath('kubeconform')
/** `npm run check:infra` reads what is applied as it stands; these are built into others' manifests first. */
const OWN_RESOURCES = [
  'bootstrap/network-policy.yaml',
  'bootstrap/network-policy-repo-server.yaml',
  'platform/barman-cloud/network-policy-operator.yaml',
  'platform/barman-cloud/network-policy-plugin.yaml',
  'platform/system-upgrade/plan.yaml',
  'platform/walls/network-policy-default.yaml',
  'platform/walls/network-policy-names-and-api.yaml',
]
const FOLDER = mkdtempSync(join(tmpdir(), 'nearside-gitops-'))

afterAll(() => rmSync(FOLDER, { recursive: true }))

describe.skipIf(!HELM)('what Argo CD makes of a region', () => {
  const made = HELM ? applications() : []
  const ofCharts = made.filter(({ application }) => application.spec.source.path?.startsWith('infra/charts/'))

  it('I100 every region gets every chart with the very values files that the checks render', () => {
    const asMade = ofCharts.map(({ environment, region, application: { spec } }) => ({
      at: `${environment} ${region}`,
      chart: spec.source.path.split('/').at(-1),
      release: spec.source.helm.releaseName,
      namespace: spec.destination.namespace,
      valueFiles: spec.source.helm.valueFiles.filter((file: string) => existsSync(join(ROOT, file))),
    }))
    const asChecked = matrix().map(({ environment, region, chart, release, namespace, valueFiles }) => ({
      at: `${environment} ${region}`,
      chart,
      release,
      namespace,
      valueFiles: valueFiles.map((file) => `/${relative(ROOT, file)}`),
    }))
    expect(asMade.toSorted(byText)).toEqual(asChecked.toSorted(byText))
  })

  it('I101 a values file that is not there is one that may be missing, and a release is never', () => {
    const missing = ofCharts.flatMap(({ application: { spec } }) =>
      spec.source.helm.valueFiles.filter((file: string) => !existsSync(join(ROOT, file))),
    )
    expect(missing.filter((file) => !/\/(environments|regions)\//.test(file))).toEqual([])
    expect(ofCharts.every(({ application }) => application.spec.source.helm.ignoreMissingValueFiles)).toBe(
      true,
    )
  })

  it('I102 the waves put walls and kinds before operators, these before the database, the app, and the way in', () => {
    const waves: Readonly<Record<string, number>> = Object.fromEntries(
      made.map(({ application, wave }) => [application.metadata.name, wave]),
    )
    const before = (first: string, second: string) =>
      expect(waves[first], `${first} before ${second}`).toBeLessThan(waves[second] ?? Number.NaN)
    for (const team of teams()) before(`team-${team}`, 'nearside')
    before('monitoring-crds', 'pg')
    before('cert-manager', 'barman-cloud')
    before('cloudnative-pg', 'pg')
    before('barman-cloud', 'pg')
    before('pg', 'nearside')
    before('nearside', 'tunnel')
    expect(Object.values(waves).every((wave) => wave >= -3 && wave <= 1)).toBe(true)
  })

  it("I103 an Application's project allows where it comes from, what it brings and where it goes, and a team's is the team's own", () => {
    const projects = new Map<string, Manifest>([
      ['platform', pick(bootstrapped('iad', 'prod'), 'AppProject')],
    ])
    for (const rendering of matrix()
      .filter(({ chart }) => chart === 'team')
      .slice(0, teams().length)) {
      projects.set(rendering.team ?? '', pick(render(rendering, { repository: REPO }), 'AppProject'))
    }
    for (const { application } of made) {
      const { project, source, destination } = application.spec
      const { sourceRepos, destinations } = projects.get(project)?.spec ?? {}
      expect(sourceRepos, application.metadata.name).toContain(source.repoURL)
      expect(
        destinations.some(
          (each: Manifest) =>
            each.server === destination.server && ['*', destination.namespace].includes(each.namespace),
        ),
        `${project} allows ${destination.namespace}`,
      ).toBe(true)
    }
    for (const rendering of matrix().filter(({ chart }) => chart === 'region-app')) {
      const allowed = projects.get('api')?.spec.namespaceResourceWhitelist.map(kindOf)
      const brought = render(rendering).map(({ apiVersion, kind }) =>
        kindOf({ group: apiVersion.includes('/') ? apiVersion.split('/')[0] : '', kind }),
      )
      expect(brought.filter((kind) => !allowed.includes(kind))).toEqual([])
    }
    // What is in a team's namespace and is not its walls is held by the team's project, not by the platform's.
    const inTeams = made.filter(({ application: { spec } }) => teams().includes(spec.destination.namespace))
    const wrong = inTeams.filter(
      ({ application: { spec } }) =>
        spec.source.path !== 'infra/charts/team' && spec.project !== spec.destination.namespace,
    )
    expect(wrong).toEqual([])
  })

  it('I104 a fork changes one place: no Application names the repository but by the cluster’s Secret', () => {
    const own = made.filter(({ application }) => application.spec.source.path)
    expect(own.every(({ application }) => application.spec.source.repoURL === REPO)).toBe(true)
    expect([...applicationSets().values()].map((set) => stringify(set)).join('')).not.toContain('github.com')
  })

  it.skipIf(!KUBECONFORM || !existsSync(SCHEMAS_DIR))(
    'I105 Applications as made, and what the kustomizations bring of their own, are what the cluster’s schemas know',
    () => {
      const documents = [
        ...made.filter(isFirstOfItsEnvironment).map(({ application }) => ({
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'Application',
          ...application,
        })),
        ...OWN_RESOURCES.map((file) => parse(readFileSync(join(GITOPS, file), 'utf8'))),
      ]
      const file = join(FOLDER, 'all.yaml')
      writeFileSync(file, documents.map((document) => `---\n${stringify(document)}`).join(''))
      const options = ['-strict', '-summary', '-schema-location', SCHEMA_LOCATION, file]
      const ran = spawnSync(KUBECONFORM ?? '', options, { encoding: 'utf8' })
      expect(ran.stdout + ran.stderr).toContain(
        `Valid: ${documents.length}, Invalid: 0, Errors: 0, Skipped: 0`,
      )
    },
  )

  it('I106 the Postgres cluster outlives its Application, the ApplicationSet and a commit that forgets it', () => {
    const set = [...applicationSets().values()].find(({ metadata }) => metadata.name === 'pg')
    expect(set.metadata.annotations['argocd.argoproj.io/sync-options']).toContain('Prune=false')
    for (const rendering of matrix().filter(({ chart }) => chart === 'database')) {
      const cluster = pick(render(rendering), 'Cluster', `pg-${rendering.region}`)
      const options = cluster.metadata.annotations?.['argocd.argoproj.io/sync-options'] ?? ''
      expect(options).toMatch(/Prune=(false|confirm)/)
      expect(options).toMatch(/Delete=(false|confirm)/)
    }
  })
})

it('I107 every Application prunes, heals itself, and tries again with the newest commit', () => {
  for (const set of applicationSets().values()) {
    const { automated, retry, syncOptions } = set.spec.template.spec.syncPolicy
    expect(automated).toEqual({ prune: true, selfHeal: true })
    expect(retry).toMatchObject({ limit: -1, refresh: true })
    expect(syncOptions).toContain('ServerSideApply=true')
  }
})

it('I108 one Application’s automation can be turned off in an emergency, and a lost cluster Secret deletes nothing', () => {
  for (const { spec } of applicationSets().values()) {
    expect(spec.ignoreApplicationDifferences).toEqual([
      { jsonPointers: ['/spec/syncPolicy/automated/enabled'] },
    ])
    expect(spec.syncPolicy.preserveResourcesOnDeletion).toBe(true)
    expect(spec.template.metadata.finalizers).toBeUndefined()
  }
})

it('I109 whatever comes from elsewhere has an exact version, the one that the table of versions has', () => {
  const pinned = [
    ...[...applicationSets().values()]
      .filter(({ spec }) => spec.template.spec.source.chart)
      .map(
        ({ spec: { template } }) => `${template.spec.source.chart} ${template.spec.source.targetRevision}`,
      ),
    ...kustomizations().flatMap(({ resources, images }) => [
      ...resources.filter((each: string) => each.startsWith('https://')).map(versionOf),
      ...(images ?? []).map((image: Manifest) => `${image.name} ${image.newTag}`),
    ]),
  ]
  expect([...new Set(pinned)].toSorted()).toEqual(
    [
      `argoproj/argo-cd ${RUNS.argoCd}`,
      `cert-manager ${RUNS.certManager}`,
      `cloudnative-pg ${RUNS.cloudNativePgChart}`,
      `cloudnative-pg/plugin-barman-cloud ${RUNS.barmanCloudPlugin}`,
      `prometheus-operator/prometheus-operator ${RUNS.prometheusOperator}`,
      `rancher/system-upgrade-controller ${RUNS.systemUpgradeController}`,
    ].toSorted(),
  )
})

it('I110 Argo CD looks at git every 30 s, and each of its containers has requests and limits', () => {
  const { patches } = parse(readFileSync(join(BOOTSTRAP, 'kustomization.yaml'), 'utf8'))
  const documents: Manifest[] = patches.map(({ path }: Manifest) =>
    parse(readFileSync(join(BOOTSTRAP, path), 'utf8')),
  )
  expect(pick(documents, 'ConfigMap', 'argocd-cm').data).toMatchObject({
    'timeout.reconciliation': '30s',
    'timeout.reconciliation.jitter': '0s',
  })
  const containers = documents
    .map((document) => document.spec?.template.spec)
    .filter(Boolean)
    .flatMap((spec) => [...spec.containers, ...(spec.initContainers ?? [])])
  expect(containers.map(({ name }) => name).toSorted()).toEqual([
    'argocd-application-controller',
    'argocd-applicationset-controller',
    'argocd-repo-server',
    'copyutil',
    'redis',
    'secret-init',
  ])
  for (const { resources } of containers) {
    expect(resources).toMatchObject({
      requests: { cpu: expect.any(String), memory: expect.any(String) },
      limits: { cpu: expect.any(String), memory: expect.any(String) },
    })
  }
})

it('I111 a region upgrades k3s when its node is labelled, not when all the others do', () => {
  const plan = parse(readFileSync(join(GITOPS, 'platform/system-upgrade/plan.yaml'), 'utf8'))
  expect(plan.spec).toMatchObject({ version: RUNS.k3s, concurrency: 1 })
  expect(plan.spec.nodeSelector.matchExpressions).toContainEqual({
    key: 'nearside.example/upgrade',
    operator: 'In',
    values: ['k3s'],
  })
})

it('I112 the bootstrap says which region a cluster is, and holds no secret', () => {
  const [region] = regionsOf('prod')
  const documents = bootstrapped(region ?? '', 'prod')
  expect(documents.map(({ kind }) => kind)).toEqual(['AppProject', 'Secret', 'Application'])
  expect(pick(documents, 'Secret')).toMatchObject({
    metadata: { labels: { region, env: 'prod' }, annotations: { 'nearside.example/repo': REPO } },
    stringData: {
      server: 'https://kubernetes.default.svc',
      config: '{"tlsClientConfig":{"insecure":false}}',
    },
  })
  expect(stringify(documents)).not.toContain('${')
})

it('I113 the bootstrap refuses by name what is missing or wrong, before it touches a cluster', () => {
  const [region] = regionsOf('prod')
  const right = { '--region': region ?? '', '--env': 'prod', '--repo': REPO, '--context': 'there' }
  const saying = (change: Record<string, string | undefined>) => {
    const options = Object.entries({ ...right, ...change }).flatMap(([key, value]) =>
      value === undefined ? [] : [key, value],
    )
    const { status, stderr } = bootstrap(options)
    expect(status).toBe(2)
    return stderr.split('\n')[0]
  }
  expect(saying({ '--region': undefined })).toBe('bootstrap: --region: expected an id such as iad, found ""')
  expect(saying({ '--env': 'production' })).toBe(
    'bootstrap: --env: expected staging or prod, found "production"',
  )
  expect(saying({ '--repo': 'nearside' })).toContain('--repo: expected an https:// or git@ address')
  expect(saying({ '--context': undefined })).toContain('--context: expected the name of a context')
  expect(saying({ '--region': 'zzz' })).toContain(
    'found no infra/gitops/values/region-app/releases/prod/zzz.yaml',
  )
  expect(saying({ '--force': 'yes' })).toBe('bootstrap: --force: no such option')
})

it('I114 the bootstrap run twice applies the same, and never makes one region’s cluster another’s', () => {
  const [region] = regionsOf('prod')
  const options = ['--region', region ?? '', '--env', 'prod', '--repo', REPO, '--context', 'there']
  const first = bootstrap(options, '')
  const second = bootstrap(options, `prod/${region} `)
  expect([first.status, second.status]).toEqual([0, 0])
  expect(second.calls).toEqual(first.calls)
  expect(first.calls.filter((call) => call.includes(' apply '))).toEqual([
    `--context there apply --server-side --force-conflicts --kustomize ${BOOTSTRAP}`,
    '--context there apply --server-side --force-conflicts --filename -',
  ])
  const other = bootstrap(options, 'staging/bom ')
  expect(other.status).toBe(2)
  expect(other.stderr).toContain(`expected a new cluster or prod/${region}, found staging/bom`)
  expect(other.calls.some((call) => call.includes(' apply '))).toBe(false)
  // A cluster that can't say which one it is is not a new one.
  const silent = bootstrap(options, '', 'Unable to connect to the server: i/o timeout')
  expect(silent.status).toBe(2)
  expect(silent.stderr).toContain('--context there: expected to learn which region it is')
  expect(silent.stderr).toContain('i/o timeout')
  expect(silent.calls.some((call) => call.includes(' apply '))).toBe(false)
})

it('I115 the charts that Argo CD installs are all the charts there are', () => {
  const installed = [...applicationSets().values()]
    .map(({ spec }) => spec.template.spec.source.path ?? '')
    .filter((path) => path.startsWith('infra/charts/'))
    .map((path) => path.split('/').at(-1))
  expect(installed.toSorted()).toEqual([...CHARTS].toSorted())
  expect([...applicationSets().values()].map(waveOf).every(Number.isInteger)).toBe(true)
})

function bootstrapped(region: string, environment: string): readonly Manifest[] {
  const { stdout } = bootstrap(['--region', region, '--env', environment, '--repo', REPO, '--print'])
  return parseAllDocuments(stdout)
    .map((document) => document.toJS())
    .filter(Boolean)
}

/**
 * Runs the script with a kubectl that writes down how it was called.
 * @param is - what the cluster says it is already.
 * @param failure - why it can't say that, if so.
 */
function bootstrap(options: readonly string[], is = '', failure = '') {
  const folder = mkdtempSync(join(FOLDER, 'run-'))
  const log = join(folder, 'calls')
  const answer = failure ? `echo '${failure}' >&2; exit 1` : `printf '%s' '${is}'`
  writeFileSync(log, '')
  writeFileSync(
    join(folder, 'kubectl'),
    `#!/bin/sh\nprintf '%s\\n' "$*" >>'${log}'\ncase "$*" in *jsonpath*) ${answer} ;; *'--filename -') cat >/dev/null ;; esac\n`,
    { mode: 0o755 },
  )
  const ran = spawnSync(join(BOOTSTRAP, 'bootstrap.sh'), options, {
    encoding: 'utf8',
    env: { PATH: `${folder}:${process.env.PATH}` },
  })
  return { ...ran, calls: readFileSync(log, 'utf8').split('\n').filter(Boolean) }
}

function kindOf({ group, kind }: { readonly group: string; readonly kind: string }): string {
  return `${group}/${kind}`
}

function kustomizations(): readonly Manifest[] {
  return readdirSync(GITOPS, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('kustomization.yaml'))
    .map((file) => parse(readFileSync(join(GITOPS, file), 'utf8')))
}

/** `https://…/owner/name/[releases/download/]version/…` -> `owner/name version`. */
function versionOf(url: string): string {
  const [owner, name, ...rest] = new URL(url).pathname.split('/').filter(Boolean)
  return `${owner}/${name} ${rest[0] === 'releases' ? rest[2] : rest[0]}`
}

function isFirstOfItsEnvironment({ environment, region }: Made): boolean {
  return region === regionsOf(environment)[0]
}

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one).localeCompare(JSON.stringify(other))
}
