/** Archives, dumps and drills of every database, as the real Helm renders them. */
import { describe, expect, it } from 'vitest'
import {
  archiveOf,
  at,
  clusterIn,
  ENVIRONMENTS,
  idsOf,
  PLACES,
  type Place,
  what,
} from './support/database.ts'
import { HELM, type Manifest, pick, render } from './support/helm.ts'

describe.skipIf(!HELM)('the database', () => {
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

  it('I219 the dump has half of the volume for itself while it runs, or what the values say', () => {
    for (const place of PLACES) {
      const { storage } = clusterIn(place).spec
      expect(scratchOf(at(place))).toEqual(new Set([`${Math.ceil(Number.parseInt(storage.size, 10) / 2)}Gi`]))
    }
    const [place = PLACES[0] as Place] = PLACES
    expect(scratchOf(render(what(place), { dump: { scratchGi: 7 } }))).toEqual(new Set(['7Gi']))
  })
})

/** @returns what its volume may hold and what its containers ask for, which is one size. */
function scratchOf(manifests: readonly Manifest[]): ReadonlySet<string> {
  const { initContainers, containers, volumes } = pick(manifests, 'CronJob').spec.jobTemplate.spec.template
    .spec
  return new Set([
    volumes.find(({ name }: Manifest) => name === 'dump').emptyDir.sizeLimit,
    ...[...initContainers, ...containers].flatMap(({ resources: { requests, limits } }: Manifest) => [
      requests['ephemeral-storage'],
      limits['ephemeral-storage'],
    ]),
  ])
}
