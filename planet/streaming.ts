import { readdirSync } from 'node:fs'
import { parseLsn } from '../protocol/position.ts'
import type { Cluster, DatabaseServer } from './cluster.ts'
import { type Branch, isOnBranch } from './history.ts'
import type { DatabaseFacts, Inspection } from './inspection.ts'
import { branchOf } from './promotion.ts'
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
  const branch = await branchOf(cluster.own(cluster.primary()))
  const look = async (replica: DatabaseServer) => {
    const facts = await inspections[replica.id]?.facts()
    if (!facts) return undefined
    if (facts.streaming && facts.timeline === branch.timeline) return 'streams'
    return hasStrayed(branch, facts, cluster.walDir(replica)) ? 'strayed' : undefined
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
function hasStrayed(branch: Branch, { timeline, lsn }: DatabaseFacts, walDir: string): boolean {
  const reached = parseLsn(lsn)
  // Without a stream a server names the timeline of its last checkpoint, which may be an earlier one.
  const newest = Math.max(timeline, newestTimeline(walDir))
  return reached !== undefined && !isOnBranch(branch, { timeline: newest, lsn: reached })
}

/** The first 8 digits of a WAL file's name are its timeline. */
function newestTimeline(walDir: string): number {
  const segments = readdirSync(walDir).filter((name) => /^[0-9A-F]{24}$/.test(name))
  return Math.max(0, ...segments.map((name) => Number.parseInt(name.slice(0, 8), 16)))
}
