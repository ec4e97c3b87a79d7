/** Brings the newest overlay to where gateways read it, at the pace that KV allows, again and again until it is there. */
import type { Overlay } from '../../protocol/operators/overlay.ts'
import { OVERLAY_KEY } from './kv-overlay.ts'
import { within } from './within.ts'

/** What this needs of a KVNamespace. */
export interface OverlayWriter {
  put(key: string, value: string): Promise<unknown>
}

export type Sent = {
  /** The newest revision that arrived; 0 where none did. */
  readonly revision: number
  /** Failures in a row since then. */
  readonly failures: number
}

export type Spread = {
  /** @returns whether this revision, or a newer one, is there; false after one try that fails. */
  reaches(revision: number): Promise<boolean>
  /** When to try again; Infinity where the newest is there. */
  retryAtMs(): number
}

/** KV takes one write a second for a key. */
const PACE_MS = 1000
const PUT_TIMEOUT_MS = 5000
const LONGEST_RETRY_MS = 60_000

/** @param sent is kept over restarts: what is not there yet is sent then. */
export function createSpread(
  store: OverlayWriter,
  current: () => Overlay,
  sent: { read(): Sent; write(sent: Sent): void },
): Spread {
  let lastMs = Number.NEGATIVE_INFINITY
  let sending: Promise<boolean> | undefined

  const send = async () => {
    const waitMs = lastMs + PACE_MS - Date.now()
    // Changes that are made meanwhile go with this one.
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
    lastMs = Date.now()
    const overlay = current()
    try {
      await within(PUT_TIMEOUT_MS, store.put(OVERLAY_KEY, JSON.stringify(overlay)))
      sent.write({ revision: overlay.revision, failures: 0 })
      return true
    } catch (error) {
      const { revision, failures } = sent.read()
      sent.write({ revision, failures: failures + 1 })
      console.error(`the overlay ${overlay.revision} is not spread yet: ${error}`)
      return false
    }
  }

  return {
    async reaches(revision) {
      while (sent.read().revision < revision) {
        sending ??= send().finally(() => {
          sending = undefined
        })
        if (!(await sending)) return false
      }
      return true
    },
    retryAtMs() {
      const { revision, failures } = sent.read()
      if (revision >= current().revision) return Number.POSITIVE_INFINITY
      return Date.now() + Math.min(PACE_MS * 2 ** failures, LONGEST_RETRY_MS)
    },
  }
}
