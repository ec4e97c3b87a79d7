/** What a region's parts ask of their machine's memory, as charts and Argo CD's own files say it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type Environment, INFRA_DIR } from '../../../infra/check/matrix.ts'
import type { Manifest } from './helm.ts'
import { podOf } from './manifests.ts'
import { quantity } from './quantity.ts'
import { tablesOf } from './region-tables.ts'
import { world } from './world.ts'

/** In MiB: what is kept free for it, and the most that it gets. */
export type Share = { readonly requests: number; readonly limits: number }

const GITOPS = join(INFRA_DIR, 'gitops')

/** @returns by name of the part, for the region that has the primary: the others have no migration and no dump. */
export function memoryOf(environment: Environment): Readonly<Record<string, Share>> {
  const primary = tablesOf(environment)[0]?.primary ?? ''
  const manifests = world(environment, primary)
  const named = (kind: string, name: string) =>
    manifests.find((each) => each.kind === kind && each.metadata.name === name)
  const { spec: cluster } = named('Cluster', `pg-${primary}`)
  const { spec: store } = named('ObjectStore', `pg-${primary}`)
  const traefik = parse(named('HelmChartConfig', 'traefik').spec.valuesContent)
  const active = named('Service', 'nearside').spec.selector.slot
  const slot = ofPods(named('Deployment', `nearside-${active}`))
  const { hard } = quotaOf(manifests, 'ml')
  return {
    'the app, one slot': slot,
    'the app, the other slot': slot,
    'Postgres and its backup sidecar': times(
      sum([share(cluster.resources), share(store.instanceSidecarConfiguration.resources)]),
      cluster.instances,
    ),
    'the nightly dump': share(
      named('CronJob', 'pg-dump').spec.jobTemplate.spec.template.spec.containers[0].resources,
    ),
    cloudflared: ofPods(named('Deployment', 'cloudflared')),
    Traefik: times(share(traefik.resources), traefik.deployment.replicas),
    'Argo CD': ofFolder('bootstrap'),
    'cert-manager': ofChart('cert-manager'),
    'CloudNativePG and its plugin': sum([ofChart('cloudnative-pg'), ofFolder('platform/barman-cloud')]),
    'the upgrade controller': ofFolder('platform/system-upgrade'),
    'the team ml, at most': { requests: mi(hard['requests.memory']), limits: mi(hard['limits.memory']) },
  }
}

export function sum(shares: readonly Share[]): Share {
  return shares.reduce((a, b) => ({ requests: a.requests + b.requests, limits: a.limits + b.limits }), {
    requests: 0,
    limits: 0,
  })
}

function quotaOf(manifests: readonly Manifest[], team: string): Manifest {
  return manifests.find(
    ({ kind, metadata }) =>
      kind === 'ResourceQuota' && metadata.name === 'team' && metadata.namespace === team,
  ).spec
}

function times({ requests, limits }: Share, count: number): Share {
  return { requests: requests * count, limits: limits * count }
}

function ofPods(manifest: Manifest): Share {
  return times(sum(podOf(manifest).containers.map(containerShare)), manifest.spec.replicas ?? 1)
}

function containerShare({ resources }: Manifest): Share {
  return share(resources)
}

/** Patches of what others have written: each names one workload and its containers' resources. */
function ofFolder(folder: string): Share {
  const workloads = readdirSync(join(GITOPS, folder))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => parse(readFileSync(join(GITOPS, folder, file), 'utf8')))
    .filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')
  return sum(workloads.map(ofPods))
}

/** Values of another project's chart: one `resources` for each workload that stays. */
function ofChart(app: string): Share {
  const { spec } = parse(readFileSync(join(GITOPS, 'apps', `${app}.yaml`), 'utf8'))
  const { startupapicheck: _job, ...values } = spec.template.spec.source.helm.valuesObject
  return sum(
    [values, ...Object.values<Manifest>(values)].filter((each) => each?.resources).map(containerShare),
  )
}

function share({ requests, limits }: Manifest): Share {
  return { requests: mi(requests.memory), limits: mi(limits.memory) }
}

function mi(amount: string): number {
  return quantity(amount) / 2 ** 20
}
