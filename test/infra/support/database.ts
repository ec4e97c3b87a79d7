/** The database of every environment and region, and prod's at each step of moving the primary. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { INFRA_DIR } from '../../../infra/check/matrix.ts'
import { TOKEN } from './demotion-token.ts'
import { type Manifest, pick, render, type Values } from './helm.ts'
import { differences } from './manifests.ts'

const VALUES_DIR = join(INFRA_DIR, 'gitops/values/database')

export const ENVIRONMENTS = {
  staging: parse(readFileSync(join(VALUES_DIR, 'environments/staging.yaml'), 'utf8')),
  prod: parse(readFileSync(join(VALUES_DIR, 'environments/prod.yaml'), 'utf8')),
}
type Environment = keyof typeof ENVIRONMENTS
export type Place = { readonly environment: Environment; readonly region: string }

export const PLACES: readonly Place[] = (['staging', 'prod'] as const).flatMap((environment) =>
  idsOf(environment).map((region) => ({ environment, region })),
)

/** Whatever regions there are and wherever the primary is by now: moves are tried on these, from where it was made. */
export const IDS = ['iad', 'bom', 'fra']
export const ROWS = IDS.map((id, index) => ({
  id,
  host: `pg-${id}.nearside.example`,
  address: `192.0.2.${index + 1}`,
  podCidr: `10.${42 + 2 * index}.0.0/16`,
}))
/** One on GKE comes from its NAT's address and is reached at its balancer's. */
export const WITH_GKE = ROWS.map((each) => (each.id === 'iad' ? { ...each, outbound: '198.51.100.1' } : each))
export const BEFORE = {
  origin: 'iad',
  primary: 'iad',
  successor: '',
  promotion: { region: 'iad', by: 'made', token: '' },
  regions: ROWS,
}

/** What git says; before the first start; the steps of moving prod's primary from iad to bom, and of losing it. */
export const STEPS = {
  live: {},
  new: { ...BEFORE, promotion: { region: 'iad', by: 'initdb', token: '' } },
  before: BEFORE,
  demoted: { ...BEFORE, successor: 'bom' },
  calledOff: { ...BEFORE, promotion: { region: 'iad', by: 'token', token: TOKEN } },
  promoted: { ...BEFORE, primary: 'bom', promotion: { region: 'bom', by: 'token', token: TOKEN } },
  failedOver: { ...BEFORE, primary: 'bom', promotion: { region: 'bom', by: 'failover', token: '' } },
} satisfies Record<string, Values>
export type Step = keyof typeof STEPS

const rendered = new Map<string, readonly Manifest[]>()

/** Each place is rendered once. */
export function at(place: Place, step: Step = 'live'): readonly Manifest[] {
  const key = `${place.environment} ${place.region} ${step}`
  const manifests =
    rendered.get(key) ?? render(what(place), step === 'live' ? {} : { region: place.region, ...STEPS[step] })
  rendered.set(key, manifests)
  return manifests
}

export function what({ environment, region }: Place) {
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

export function clusterIn(place: Place, step?: Step): Manifest {
  return pick(at(place, step), 'Cluster')
}

export function replicaIn(region: string, step: Step): Manifest {
  return clusterIn({ environment: 'prod', region }, step).spec.replica
}

export function rulesIn(place: Place, step?: Step): readonly Manifest[] {
  return pick(at(place, step), 'PrometheusRule').spec.groups[0].rules
}

export function isPrimary({ spec }: Manifest): boolean {
  return spec.replica.primary === spec.replica.self
}

export function idsOf(environment: Environment): readonly string[] {
  return ENVIRONMENTS[environment].regions.map((each: Manifest) => each.id)
}

/** @returns which fields of which manifests differ in prod's region between two steps; of alerts, that they do. */
export function changed(region: string, from: Step, to: Step): readonly string[] {
  const paths = differences(
    at({ environment: 'prod', region }, from),
    at({ environment: 'prod', region }, to),
  ).map(({ path }) => path.replace(/(\.rules)\..*/, '$1'))
  return [...new Set(paths)].sort()
}

export function archiveOf({ id, incarnation = 1 }: Manifest): string {
  return `pg-${id}-${incarnation}`
}
