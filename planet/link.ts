import type { LinkFault } from './link/fault.ts'
import { acquireThread, type LinkThread } from './link/host.ts'

export type { LinkFault } from './link/fault.ts'

/** A listening loopback port that stands as far from its target as `rttMs` says. */
export type Link = {
  readonly port: number
  readonly name: string
  readonly rttMs: number
  /** In force, for open connections too, when it returns. */
  setFault(fault: LinkFault | undefined): void
  fault(): LinkFault | undefined
  /** Resets what is open and frees the port. Idempotent. */
  close(): Promise<void>
}

/**
 * Opens a TCP link on 127.0.0.1: connecting costs a round trip, every byte half of one each way.
 * A target that refuses is a reset after a round trip.
 * All links run on one thread of their own, so that a busy main thread doesn't add to the distances.
 */
export async function openLink(o: { rttMs: number; targetPort: number; name: string }): Promise<Link> {
  const thread: LinkThread = acquireThread()
  const { id, port } = await thread.open(o.rttMs, o.targetPort)
  let current: LinkFault | undefined
  let closed: Promise<void> | undefined
  return {
    port,
    name: o.name,
    rttMs: o.rttMs,
    setFault(fault) {
      current = fault
      if (!closed) thread.setFault(id, fault)
    },
    fault: () => current,
    close() {
      closed ??= thread.close(id)
      return closed
    },
  }
}
