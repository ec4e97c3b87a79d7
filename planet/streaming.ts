import type { Cluster } from './cluster.ts'
import type { Inspection } from './inspection.ts'
import { waitFor } from './wait.ts'

/** Connecting takes some seven round trips; a replica that can't stream for this long never will. */
const STREAM_TIMEOUT_MS = 15_000

/**
 * Waits until every replica streams from the primary. One that can't (its WAL is gone, or it stands on another
 * branch of history) is copied anew.
 */
export async function ensureStreaming(
  cluster: Cluster,
  inspections: Readonly<Record<string, Inspection>>,
  signal?: AbortSignal,
): Promise<void> {
  const replicas = Object.keys(cluster.databases).filter((region) => region !== cluster.primary.region)
  const streams = async (region: string) => (await inspections[region]?.facts())?.streaming
  const wait = (region: string) =>
    waitFor(() => streams(region), {
      timeoutMs: STREAM_TIMEOUT_MS,
      describe: () => `the replica in ${region} does not stream from the primary`,
      ...(signal ? { signal } : {}),
    })
  const results = await Promise.allSettled(replicas.map(wait))
  signal?.throwIfAborted()
  const lost = replicas.filter((_, index) => results[index]?.status === 'rejected')
  if (lost.length === 0) return
  await cluster.rebuild(lost)
  await Promise.all(lost.map(wait))
}
