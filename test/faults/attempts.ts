/** Sends a request until its outcome is definite, or as often as is decent. */
import type { Answer, Client, Request } from './client.ts'
import type { Outcome } from './history.ts'

export type Attempted = {
  readonly outcome: Outcome
  readonly answer: Answer
  readonly tries: number
  /** Of the monotonic clock, in milliseconds. */
  readonly startMs: number
  readonly lastTryMs: number
  readonly endMs: number
}

/** Writes are sent again under their key; no new try begins after this time. */
const TRY_FOR_MS = 30_000
const MAX_TRIES = 8
/** What a client waits for at the most, whatever it is asked to. */
const LONGEST_PAUSE_MS = 1_000

export async function attemptWrite(client: Client, request: Request): Promise<Attempted> {
  const startMs = performance.now()
  for (let tries = 1; ; tries++) {
    const lastTryMs = performance.now()
    const answer = await client.send(request)
    const outcome = outcomeOfWrite(answer)
    const endMs = performance.now()
    const isLast = tries >= MAX_TRIES || endMs - startMs > TRY_FOR_MS
    if (outcome !== 'unknown' || isLast) return { outcome, answer, tries, startMs, lastTryMs, endMs }
    await pause(Math.min(answer.retryAfterMs ?? 100 * tries, LONGEST_PAUSE_MS))
  }
}

/** A read is sent once: one that fails has shown nothing. */
export async function attemptRead(client: Client, request: Request): Promise<Attempted> {
  const startMs = performance.now()
  const answer = await client.send(request)
  const times = { tries: 1, startMs, lastTryMs: startMs, endMs: performance.now() }
  return { outcome: outcomeOfRead(answer), answer, ...times }
}

export function outcomeOfWrite({ status, body }: Answer): Outcome {
  if (status >= 200 && status < 300) return 'ok'
  if (isLost(status, body)) return 'lost'
  return status >= 400 && status < 500 && !TRY_AGAIN.has(status) ? 'refused' : 'unknown'
}

export function outcomeOfRead({ status, body }: Answer): Outcome {
  if (status === 200 || (status === 404 && body !== undefined)) return 'ok'
  return isLost(status, body) ? 'lost' : 'failed-read'
}

/** @returns the problem's type of an answer that is one. */
export function problemOf(body: unknown): string | undefined {
  const { type } = (body ?? {}) as { type?: unknown }
  return typeof type === 'string' ? type : undefined
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Request timeout, too early, too many requests. */
const TRY_AGAIN: ReadonlySet<number> = new Set([408, 425, 429])

function isLost(status: number, body: unknown): boolean {
  return status === 409 && /^urn:nearside:problem:(write|history)-lost$/.test(problemOf(body) ?? '')
}
