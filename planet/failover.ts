/** The primary is killed and a replica takes its place. */
import type { Cluster, DatabaseServer } from './cluster.ts'
import { promote } from './promotion.ts'

export type Failover = {
  readonly cluster: Cluster
  /** Called when the primary is dead. */
  readonly onDead: () => void
  /** Waits until these replicas stream; those that can't are copied anew. */
  readonly ensureStreaming: (replicas: readonly DatabaseServer[]) => Promise<void>
  /** Whether a replica can reach the new primary and applies what it receives. */
  readonly canFollow: (replica: DatabaseServer) => Promise<boolean>
}

/** Resolves when the replica is the primary and every other one that can streams from it. */
export async function failOver(f: Failover, replica: DatabaseServer): Promise<void> {
  const { cluster } = f
  await cluster.primary().part.kill()
  f.onDead()
  const isRunning = ({ part }: DatabaseServer) => part.state() === 'running'
  const others = cluster.replicas().filter((each) => each !== replica)
  // What doesn't run now can't be asked how far it came: perhaps further than the new primary.
  for (const { id } of others.filter((each) => !isRunning(each))) cluster.topology.leaveBehind(id)
  // Before the promotion: a planet that is killed in between ends it at its next start.
  cluster.topology.promote(replica.id)
  const followers = others.filter(isRunning)
  await promote(
    cluster.own(replica),
    followers.map(({ id }) => id),
  )
  cluster.reconfigure([replica, ...followers])
  const able = await Promise.all(followers.map(f.canFollow))
  await f.ensureStreaming(followers.filter((_, index) => able[index]))
}
