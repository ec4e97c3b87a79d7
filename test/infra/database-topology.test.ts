/** Who is the primary, how it moves, and how each database is made: as the real Helm renders it. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SCHEMA_LOCATION } from '../../infra/check/schemas.ts'
import { SCHEMAS_DIR, toolPath } from '../../infra/check/tools.ts'
import { RUNS } from '../../infra/check/versions.ts'
import {
  archiveOf,
  at,
  BEFORE,
  changed,
  clusterIn,
  ENVIRONMENTS,
  IDS,
  idsOf,
  isPrimary,
  PLACES,
  ROWS,
  replicaIn,
  STEPS,
  type Step,
  WITH_GKE,
  what,
} from './support/database.ts'
import { TOKEN } from './support/demotion-token.ts'
import { HELM, type Manifest, pick, render } from './support/helm.ts'

const KUBECONFORM = toolPath('kubeconform')

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
      // Read when a database is made, and never again.
      'Cluster pg-iad.spec.bootstrap.pg_basebackup.source',
      'Cluster pg-iad.spec.replica.primary',
      // What runs where the primary is, and what is an alarm there.
      'CronJob pg-dump.spec.suspend',
      'PrometheusRule pg-iad.spec.groups.0.rules',
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
      'Cluster pg-bom.spec.bootstrap.pg_basebackup.source',
      'Cluster pg-bom.spec.replica.primary',
      'Cluster pg-bom.spec.replica.promotionToken',
      'CronJob pg-dump.spec.suspend',
      'PrometheusRule pg-bom.spec.groups.0.rules',
    ])
    expect(clusterIn({ environment: 'prod', region: 'iad' }, 'promoted')).toEqual(
      clusterIn({ environment: 'prod', region: 'iad' }, 'demoted'),
    )
    expect(changed('fra', 'demoted', 'promoted')).toEqual([
      'Cluster pg-fra.spec.bootstrap.pg_basebackup.source',
      'Cluster pg-fra.spec.replica.primary',
      'Cluster pg-fra.spec.replica.source',
      'PrometheusRule pg-fra.spec.groups.0.rules',
    ])
  })

  it('I74 only the origin is made from nothing, and only once; who is made anew copies the primary and writes a new archive', () => {
    expect(IDS.map((region) => madeFrom(region, 'new'))).toEqual(['nothing', 'pg-iad', 'pg-iad'])
    const regions = ROWS.map((each) => (each.id === 'iad' ? { ...each, incarnation: 2 } : each))
    const again = pick(
      render(what({ environment: 'prod', region: 'iad' }), { region: 'iad', ...STEPS.failedOver, regions }),
      'Cluster',
    )
    expect(again.spec.bootstrap.pg_basebackup.source).toBe('pg-bom')
    expect(again.spec.plugins[0].parameters.serverName).toBe('pg-iad-2')
    expect(replicaIn('bom', 'failedOver')).toEqual({ self: 'pg-bom', primary: 'pg-bom', source: 'pg-iad' })
  })

  it('I216 a primary that has once started is never made from nothing again: its lost Cluster waits for itself', () => {
    const steps = ['before', 'calledOff', 'demoted', 'promoted', 'failedOver'] as const
    expect(steps.map((step) => IDS.map((region) => madeFrom(region, step)))).toEqual([
      ['pg-iad', 'pg-iad', 'pg-iad'],
      ['pg-iad', 'pg-iad', 'pg-iad'],
      ['pg-bom', 'pg-iad', 'pg-iad'],
      ['pg-bom', 'pg-bom', 'pg-bom'],
      ['pg-bom', 'pg-bom', 'pg-bom'],
    ])
    for (const place of PLACES.filter(
      ({ environment }) => ENVIRONMENTS[environment].promotion.by !== 'initdb',
    ))
      expect(clusterIn(place).spec.bootstrap.initdb).toBeUndefined()
    // The operator would add them, nobody would own them, and with them `initdb` would stay beside the other way.
    const { initdb } = clusterIn({ environment: 'prod', region: 'iad' }, 'new').spec.bootstrap
    expect(initdb).toMatchObject({ encoding: 'UTF8', localeCollate: 'C', localeCType: 'C' })
    // Nothing of the server itself changes with the word.
    expect(changed('iad', 'new', 'before')).toEqual([
      'Cluster pg-iad.spec.bootstrap.initdb',
      'Cluster pg-iad.spec.bootstrap.pg_basebackup',
    ])
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

  it.skipIf(!KUBECONFORM || !existsSync(SCHEMAS_DIR))(
    'I86 every manifest is what its API knows at each step of a move, and on GKE, too',
    () => {
      // What git says now is validated with all the other charts.
      const steps = ['before', 'demoted', 'promoted', 'failedOver'] as const
      const all = [
        ...steps.flatMap((step) => IDS.flatMap((region) => at({ environment: 'prod', region }, step))),
        ...render(what({ environment: 'prod', region: 'iad' }), { ...BEFORE, regions: WITH_GKE }),
      ]
      const ran = spawnSync(KUBECONFORM ?? '', ['-strict', '-schema-location', SCHEMA_LOCATION], {
        input: all.map((each) => JSON.stringify(each)).join('\n---\n'),
        encoding: 'utf8',
      })
      expect(ran.stdout + ran.stderr).toBe('')
      expect(ran.status).toBe(0)
    },
  )
})

/** @returns the database that a region's would be copied from, were its Cluster made now. */
function madeFrom(region: string, step: Step): string {
  const { initdb, pg_basebackup: copied } = clusterIn({ environment: 'prod', region }, step).spec.bootstrap
  return initdb ? 'nothing' : copied.source
}
