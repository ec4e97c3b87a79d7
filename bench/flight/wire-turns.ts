/** Counts round trips by who speaks, and not by a clock. Pure. */

export type WireTurns = {
  readonly count: number
  /** A connection was asked for: its handshake is a round trip. */
  opened(): void
  /** Bytes from the client: a round trip, unless it had not yet been answered since it last spoke. */
  sent(): void
  received(): void
}

/** Of one client, whose connections speak one at a time. */
export function countTurns(): WireTurns {
  let count = 0
  let isWaiting = false
  return {
    get count() {
      return count
    },
    opened() {
      count += 1
      isWaiting = false
    },
    sent() {
      if (!isWaiting) count += 1
      isWaiting = true
    },
    received() {
      isWaiting = false
    },
  }
}
