/** Brings the newest overlay to where gateways read it, at the pace that KV allows, again and again until it is there. */
import { EMPTY_OVERLAY, type Overlay } from '../../protocol/operators/overlay.ts'
import { CACHE_TTL_S, OVERLAY_KEY, type OverlayReader, READ_TIMEOUT_MS } from './kv-overlay.ts'
import { isSame } from './reconcile.ts'
import { parseOverlay } from './schema.ts'
import { within } from './within.ts'

/** What this needs of a KVNamespace. */
export interface OverlayStore extends OverlayReader {
  put(key: string, value: string): Promise<unknown>
}

/** Whose overlay is spread. */
export interface SpreadSource {
  current(): Overlay
  /** Told what the store holds; `current` may be another one then. */
  learn(stored: Overlay): void
  /** Called where {@link Spread.nextAtMs} may have become sooner. */
  due(): void
}

export type Sent = {
  /** The newest revision that arrived; 0 where none did, or where what arrived may be gone again. */
  readonly revision: number
  /** Failures in a row since then. */
  readonly failures: number
  /** When to read back what arrived. */
  readonly checkAtMs?: number | undefined
}

export type Spread = {
  /** Reads, once after a start, what the store holds. Never rejects: without an answer it is tried again later. */
  ready(): Promise<void>
  /** @returns whether this revision, or a newer one, is there; false after one try that fails, or after `waitMs`. */
  reaches(revision: number, waitMs?: number): Promise<boolean>
  /** @returns whether the newest is there, as far as can be known now; what has gone is to be sent again. */
  isThere(): Promise<boolean>
  /** Does what {@link nextAtMs} asked for. */
  tend(): Promise<void>
  /** When to tend it; Infinity where all is done. */
  nextAtMs(): number
}

/** KV takes one write a second for a key. */
const PACE_MS = 1000
const PUT_TIMEOUT_MS = 5000
const LONGEST_RETRY_MS = 60_000
/** KV may serve an older value for a minute. */
const CHECK_AFTER_MS = 90_000
const READ_AGAIN_MS = 30_000

/** @param sent is kept over restarts: what is not there yet is sent then. */
export function createSpread(
  store: OverlayStore,
  source: SpreadSource,
  sent: { read(): Sent; write(sent: Sent): void },
): Spread {
  let lastMs = Number.NEGATIVE_INFINITY
  let sending: Promise<boolean> | undefined
  let starting: Promise<void> | undefined
  let isStarted = false
  let triedMs = Number.NEGATIVE_INFINITY
  /** Counts how often what is there may have been overwritten. */
  let losses = 0

  const lose = () => {
    losses++
    sent.write({ revision: 0, failures: sent.read().failures })
    source.due()
  }

  const put = async (text: string) => {
    let isSettled = false
    const work = store.put(OVERLAY_KEY, text).finally(() => {
      isSettled = true
    })
    try {
      await within(PUT_TIMEOUT_MS, work)
    } catch (error) {
      // It may still arrive, over a newer one.
      if (!isSettled) void work.then(lose, lose)
      throw error
    }
  }

  const send = async () => {
    const waitMs = lastMs + PACE_MS - Date.now()
    // Changes that are made meanwhile go with this one.
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
    lastMs = Date.now()
    try {
      // What gateways may hold is not overwritten unseen: they would take nothing of a lower revision.
      if (!isStarted) await begin()
      if (!isStarted) throw new Error('the store can not be read')
      const overlay = source.current()
      const before = losses
      await put(JSON.stringify(overlay))
      const revision = losses === before ? overlay.revision : 0
      sent.write({ revision, failures: 0, checkAtMs: Date.now() + CHECK_AFTER_MS })
      return revision > 0
    } catch (error) {
      const { revision, failures } = sent.read()
      sent.write({ revision, failures: failures + 1 })
      console.error(`the overlay ${source.current().revision} is not spread yet: ${error}`)
      return false
    } finally {
      source.due()
    }
  }

  /** @returns whether the store holds the newest; undefined where it does not answer. */
  const look = async () => {
    try {
      const read = store.get(OVERLAY_KEY, { type: 'text', cacheTtl: CACHE_TTL_S })
      const stored = overlayOf(await within(READ_TIMEOUT_MS, read))
      if (stored) source.learn(stored)
      const own = source.current()
      return own.revision === 0 || (stored !== undefined && isSame(stored, own))
    } catch (error) {
      console.error(`what the store holds can not be read: ${error}`)
      return undefined
    }
  }

  const start = async () => {
    triedMs = Date.now()
    const before = source.current().revision
    const isSpread = await look()
    isStarted = isSpread !== undefined
    if (isSpread === false) lose()
    const { revision } = source.current()
    // What was found may be an older one that KV still serves.
    const checkAtMs = revision === before ? sent.read().checkAtMs : triedMs + CHECK_AFTER_MS
    if (isSpread && revision > 0) sent.write({ revision, failures: 0, checkAtMs })
    source.due()
  }

  const begin = () => {
    starting ??= start().finally(() => {
      starting = undefined
    })
    return starting
  }

  const isCheckDue = () => (sent.read().checkAtMs ?? Number.POSITIVE_INFINITY) <= Date.now()

  const check = async () => {
    const isSpread = await look()
    const { checkAtMs, ...rest } = sent.read()
    if (isSpread) sent.write(rest)
    else if (isSpread === false) lose()
    else sent.write({ ...rest, checkAtMs: Date.now() + LONGEST_RETRY_MS })
    return isSpread
  }

  const reaches = async (revision: number) => {
    while (sent.read().revision < revision) {
      sending ??= send().finally(() => {
        sending = undefined
      })
      if (!(await sending)) return false
    }
    return true
  }

  return {
    async ready() {
      if (isStarted || (!starting && Date.now() - triedMs < READ_AGAIN_MS)) return
      await begin()
    },
    reaches: (revision, waitMs) =>
      waitMs === undefined ? reaches(revision) : within(waitMs, reaches(revision)).catch(() => false),
    async isThere() {
      const { revision, checkAtMs } = sent.read()
      if (revision < source.current().revision) return false
      // What was sent lately is there, though KV may still serve an older one.
      return checkAtMs !== undefined && !isCheckDue() ? true : ((await check()) ?? false)
    },
    async tend() {
      await this.ready()
      if (isCheckDue()) await check()
      await reaches(source.current().revision)
    },
    nextAtMs() {
      const { revision, failures, checkAtMs } = sent.read()
      const isSent = revision >= source.current().revision
      return Math.min(
        isSent ? Number.POSITIVE_INFINITY : Date.now() + Math.min(PACE_MS * 2 ** failures, LONGEST_RETRY_MS),
        checkAtMs ?? Number.POSITIVE_INFINITY,
        isStarted || !Number.isFinite(triedMs) ? Number.POSITIVE_INFINITY : triedMs + READ_AGAIN_MS,
      )
    },
  }
}

/** @returns undefined for what no gateway takes. */
function overlayOf(text: unknown): Overlay | undefined {
  if (text === null) return EMPTY_OVERLAY
  const parsed = parseOverlay(text)
  return parsed.ok ? parsed.overlay : undefined
}
