import { describe, expect, it } from 'vitest'
import { faultErrors, type Standing } from '../../../planet/fault-refusal.ts'
import type { Fault } from '../../../planet/faults.ts'

/** After a failover from iad to bom, which has a second replica; the replica in fra is killed. */
const SERVERS: readonly Standing[] = [
  { id: 'iad', region: 'iad', number: 1, place: 'former-primary', state: 'killed' },
  { id: 'bom', region: 'bom', number: 1, place: 'primary', state: 'running' },
  { id: 'fra', region: 'fra', number: 1, place: 'replica', state: 'killed' },
  { id: 'bom_2', region: 'bom', number: 2, place: 'replica', state: 'running' },
]

describe('a fault that makes sense as things stand is made', () => {
  it.each<Fault>([
    { fault: 'crash-app', region: 'iad' },
    { fault: 'crash-db', region: 'bom', server: 2 },
    { fault: 'pause-replay', region: 'bom', server: 2 },
    { fault: 'hold-replication' },
    { fault: 'cut', region: 'bom', link: 'edge' },
    { fault: 'blackhole', region: 'iad', link: 'primary' },
    { fault: 'cut', region: 'bom', link: 'replication' },
    { fault: 'return-primary' },
    { fault: 'return-primary', region: 'iad' },
  ])('L102 %j', (fault) => {
    expect(faultErrors(fault, SERVERS)).toEqual([])
  })

  it('L102 a failover to a replica that runs', () => {
    const servers = SERVERS.map((each) => ({ ...each, state: 'running' as const }))
    expect(faultErrors({ fault: 'failover', region: 'fra' }, servers)).toEqual([])
  })
})

describe('one that makes none is refused with its field and the reason', () => {
  it.each<[Fault, string, string]>([
    [{ fault: 'crash-db', region: 'fra', server: 2 }, 'server', 'fra has no second server'],
    [{ fault: 'pause-replay', region: 'bom' }, 'region', 'bom holds the primary, which replays nothing'],
    [{ fault: 'pause-replay', region: 'iad' }, 'region', 'iad holds a former primary, which replays nothing'],
    [{ fault: 'pause-replay', region: 'fra' }, 'region', 'the replica in fra does not run (killed)'],
    [{ fault: 'cut', region: 'bom', link: 'primary' }, 'link', 'bom holds the primary: no link lies between'],
    [
      { fault: 'failover', region: 'bom' },
      'region',
      'bom holds the primary already: no other region has a replica that runs, heal first',
    ],
    [{ fault: 'failover', region: 'fra' }, 'region', 'the replica in fra does not run (killed): heal first'],
    [
      { fault: 'failover', region: 'iad' },
      'region',
      'the database in iad was left behind by a failover: heal first',
    ],
    [{ fault: 'return-primary', region: 'fra' }, 'region', 'fra has no former primary that is dead, iad has'],
  ])('L103 %j: %s %s', (fault, field, message) => {
    expect(faultErrors(fault, SERVERS)).toEqual([{ field, message }])
  })

  it('L153 a failover to where the primary is names the regions that it could go to', () => {
    const healed = SERVERS.map(
      (each): Standing => ({
        ...each,
        state: 'running',
        place: each.place === 'primary' ? 'primary' : 'replica',
      }),
    )
    expect(faultErrors({ fault: 'failover', region: 'bom' }, healed)).toEqual([
      { field: 'region', message: 'bom holds the primary already: expected one of iad, fra' },
    ])
  })

  it('L103 a return where no primary is dead, or which of two is meant is not said', () => {
    const alone = SERVERS.filter(({ id }) => id !== 'iad')
    const message = 'there is no former primary that is dead: make a failover first'
    expect(faultErrors({ fault: 'return-primary' }, alone)).toEqual([{ field: 'fault', message }])
    const two = SERVERS.map((each) =>
      each.id === 'fra' ? { ...each, place: 'former-primary' as const } : each,
    )
    expect(faultErrors({ fault: 'return-primary' }, two)).toEqual([
      { field: 'region', message: 'is missing (one of iad, fra)' },
    ])
  })
})
