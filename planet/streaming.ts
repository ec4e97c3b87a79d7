import { type History, placeOf } from '../db/history.ts'
import { parseLsn } from '../protocol/position.ts'
import type { Cluster, DatabaseServer } from './cluster.ts'
import type { DatabaseFacts, Inspection } from './inspection.ts'
import { historyOf } from './promotion.ts'
import { waitFor } from './wait.ts'

/** Connecting takes some seven round trips; a replica that can't stream for this long never will. */
export const STREAM_TIMEOUT_MS = 15_000

export type Streaming = {
  readonly cluster: Cluster
  /** By the id of the server. */
  readonly inspections: Readonly<Record<string, Inspection>>
}

/**
 * Waits until each of these replicas streams from the primary, on its timeline. One that can't (its WAL is gone, or it
 * stands on another branch of history) is copied anew.
 */
export async function ensureStreaming(
  { cluster, inspections }: Streaming,
  replicas: readonly DatabaseServer[],
  signal?: AbortSignal,
): Promise<void> {
  if (replicas.length === 0) return
  const history = await historyOf(cluster.own(cluster.primary()))
  const look = async (replica: DatabaseServer) => {
    const facts = await inspections[replica.id]?.facts()
    if (!facts) return undefined
    if (facts.streaming && facts.timeline === history.timeline) return 'streams'
    return hasStrayed(history, facts) ? 'strayed' : undefined
  }
  const wait = (replica: DatabaseServer) =>
    waitFor(() => look(replica), {
      timeoutMs: STREAM_TIMEOUT_MS,
      describe: () => `the replica ${replica.id} does not stream from the primary`,
      ...(signal ? { signal } : {}),
    })
  const results = await Promise.allSettled(replicas.map(wait))
  signal?.throwIfAborted()
  const lost = replicas.filter((_, index) => {
    const result = results[index]
    return result?.status !== 'fulfilled' || result.value === 'strayed'
  })
  await cluster.rebuild(lost)
  await Promise.all(lost.map(wait))
}

/** Whether it has replayed what is not of the primary's branch: it waits for ever then, and says nothing. */
function hasStrayed(history: History, { timeline, lsn }: DatabaseFacts): boolean {
  const reached = parseLsn(lsn)
  return reached !== undefined && placeOf(history, { timeline, lsn: reached }).kind !== 'on-branch'
}
