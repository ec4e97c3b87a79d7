import { lsnOf } from '../checker/place.ts'
import { orderIdOf, replicaRegions, type Scenario, type Stage } from '../scenario.ts'

/**
 * Acknowledged writes that no replica has are gone with their primary, and the new one's log passes their numbers: who
 * holds their bookmark must be told, and not be shown what is as if it were newer.
 */
export const timeline: Scenario = {
  name: 'timeline',
  async run(stage) {
    const { planet, session, goods } = stage
    const { primary } = await planet.status()
    const [heir] = await replicaRegions(planet)
    const unlucky = session()
    const kept = orderIdOf(await unlucky.order(heir, goods()))
    await unlucky.read(heir, kept)
    await planet.inject({ fault: 'hold-replication' })
    await unlucky.patch(heir, kept, 'will be lost')
    const last = await unlucky.order(heir, goods())
    const lost = orderIdOf(last)
    await planet.inject({ fault: 'failover', region: heir })
    const other = session()
    if (last.received) await writeUntilPast(stage, lsnOf(last.received))
    await other.read(heir, orderIdOf(await other.order(heir, goods())))
    for (const city of [heir, primary, heir]) {
      await unlucky.read(city, lost)
      await unlucky.read(city, kept)
    }
    await unlucky.repeat([heir], last)
  },
}

async function writeUntilPast({ onPrimary }: Stage, lsn: bigint): Promise<void> {
  await onPrimary(async (sql) => {
    for (let isPast = false; !isPast; ) {
      await sql`select pg_logical_emit_message(true, 'pad', repeat('x', 65536))`
      const [row] = await sql<{ past: boolean }[]>`
        select pg_current_wal_flush_lsn() - '0/0'::pg_lsn > ${String(lsn)}::numeric as past`
      isPast = row?.past ?? false
    }
  })
}
