/** What has to happen on the primary once in a while. Every region's app asks for it; who comes too early does nothing. */
import { inArray, lt, sql } from 'drizzle-orm'
import type { Flights } from './flight.ts'
import { idempotency } from './guarantees-schema.ts'
import { HEARTBEAT_MS } from './lag.ts'
import { ONCE_KEPT_HOURS } from './once.ts'

export type Keeper = { close(): void }

export type KeeperOptions = {
  readonly flights: Flights
  /** Told of what failed; it is tried again. */
  readonly onFailure?: (what: string) => void
}

const REAP_EVERY_MS = 60_000
/** One flight holds no more locks than that. */
const REAP_AT_ONCE = 5_000

/**
 * Beats the heart of the replicas' age, and reaps the keys of old writes. The heartbeats also keep this region's
 * measure of its way to the primary fresh.
 */
export function keep({ flights, onFailure }: KeeperOptions): Keeper {
  const every = (ms: number, work: () => Promise<string | undefined>): NodeJS.Timeout => {
    let running = false
    return setInterval(async () => {
      if (running) return
      running = true
      const failure = await work().finally(() => {
        running = false
      })
      if (failure !== undefined) onFailure?.(failure)
    }, ms).unref()
  }
  const timers = [every(HEARTBEAT_MS, () => beat(flights)), every(REAP_EVERY_MS, () => reap(flights))]
  return { close: () => timers.forEach(clearInterval) }
}

/** Sets the heartbeat's time to the primary's clock, unless somebody just has. @returns what went wrong. */
export async function beat(flights: Flights): Promise<string | undefined> {
  const beaten = await flights.fly((tx) => [
    tx.execute(sql`update nearside_heartbeat set at = clock_timestamp()
      where at < clock_timestamp() - make_interval(secs => ${(HEARTBEAT_MS * 0.8) / 1000})`),
  ])
  return beaten.ok ? undefined : `heartbeat: ${JSON.stringify(beaten.failure)}`
}

/** Frees the keys of writes that are older than a client may rely on. @returns what went wrong. */
export async function reap(flights: Flights): Promise<string | undefined> {
  for (;;) {
    const reaped = await flights.fly((tx) => {
      const old = tx
        .select({ id: idempotency.id })
        .from(idempotency)
        .where(lt(idempotency.createdAt, sql`now() - make_interval(hours => ${ONCE_KEPT_HOURS})`))
        .orderBy(idempotency.createdAt)
        .limit(REAP_AT_ONCE)
        .for('update', { skipLocked: true })
      const gone = tx
        .$with('gone')
        .as(tx.delete(idempotency).where(inArray(idempotency.id, old)).returning({ id: idempotency.id }))
      return [tx.with(gone).select({ rows: sql<number>`count(*)::int` }).from(gone)]
    })
    if (!reaped.ok) return `reaping: ${JSON.stringify(reaped.failure)}`
    if ((reaped.rows[0][0]?.rows ?? 0) < REAP_AT_ONCE) return undefined
  }
}
