/** Tells the observatory what this isolate sees: beside requests, never before one, and none fails by it. */
import type { IsolateView, Receipt } from '../../protocol/operators/status.ts'
import type { Recent } from './recent.ts'

/** Where a request or a question of an operator came in. */
export type From = { readonly colo?: string | undefined }

/**
 * Run it in `waitUntil`. What comes too early is told when it is time to, once for all.
 * @returns undefined where nothing is to be done for that; else what never rejects.
 */
export type Report = (from: From, nowMs: number) => Promise<void> | undefined

export type ReportOptions = {
  /** @returns how long to wait until the next report, in milliseconds. */
  readonly send: (view: IsolateView, receipts: readonly Receipt[]) => Promise<number>
  readonly view: (from: From, nowMs: number) => IsolateView
  readonly receipts: Recent<Receipt>
  /** Of what is in force: a change is told sooner. */
  readonly epoch: (nowMs: number) => string
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
}

/** For a deployment without an observatory. */
export const NO_REPORT: Report = () => undefined

export function createReport({ send, view, receipts, epoch, now, sleep }: ReportOptions): Report {
  let dueMs = 0
  let sentMs = 0
  let sentEpoch: string | undefined
  /** While one waits until it is time. A time and not a flag: the platform may end what waits without a word. */
  let waitingUntilMs = 0
  let failures = 0

  async function tell(from: From, nowMs: number): Promise<void> {
    sentMs = nowMs
    sentEpoch = epoch(nowMs)
    // Before the answer: so no second one is under way, and none comes early where this one hangs.
    dueMs = nowMs + Math.min(MAX_EVERY_MS, EVERY_MS * 2 ** failures)
    try {
      const waitMs = await within(send(view(from, nowMs), receipts.take()), sleep)
      dueMs = nowMs + Math.max(EVERY_MS, waitMs)
      failures = 0
    } catch {
      failures += 1
    }
  }

  async function wait(from: From, nowMs: number): Promise<void> {
    for (let laterMs = nowMs; laterMs < dueMs; laterMs = now()) {
      waitingUntilMs = dueMs + TIMEOUT_MS
      await sleep(dueMs - laterMs)
    }
    waitingUntilMs = 0
    await tell(from, now())
  }

  return (from, nowMs) => {
    const hasChanged = sentEpoch !== epoch(nowMs) && nowMs >= sentMs + CHANGE_EVERY_MS
    if (nowMs >= dueMs || hasChanged) return tell(from, nowMs)
    if (nowMs < waitingUntilMs || dueMs - nowMs > MAX_WAIT_MS) return undefined
    return wait(from, nowMs)
  }
}

/** Also what an observatory that nobody told anything else is told. */
export const EVERY_MS = 5000
/** Where it can't be reached. */
const MAX_EVERY_MS = 60_000
const CHANGE_EVERY_MS = 1000
/** The platform ends what goes on behind an answer after half a minute; a later request will tell. */
const MAX_WAIT_MS = 10_000
const TIMEOUT_MS = 2000

async function within<T>(work: Promise<T>, sleep: (ms: number) => Promise<void>): Promise<T> {
  const late = sleep(TIMEOUT_MS).then(() => Promise.reject(new Error(`no answer within ${TIMEOUT_MS} ms`)))
  return Promise.race([work, late])
}
