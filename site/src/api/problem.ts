/** What a failed answer says for itself: https://www.rfc-editor.org/rfc/rfc9457. Pure. */
import { type Loss, lossOf } from './loss.ts'

export type ProblemText = {
  readonly title: string
  readonly detail: string | undefined
  /** Seconds until it is worth another try. */
  readonly retryAfterS: number | undefined
  /** What a failover took. The API's own words are for a developer, so the page has its own. */
  readonly loss: Loss['kind'] | undefined
}

/** @param body the parsed JSON, or undefined where there was none. */
export function problemOf(
  status: number,
  body: unknown,
  retryAfter: string | null,
  nowMs: number,
): ProblemText {
  const loss = lossOf(body)
  return {
    title: loss?.title ?? textAt(body, 'title') ?? `The answer is ${status}`,
    detail: loss?.detail ?? textAt(body, 'detail'),
    retryAfterS: retryAfterS(retryAfter, nowMs),
    loss: loss?.kind,
  }
}

/** RFC 9110 section 10.2.3: seconds, or a date. */
export function retryAfterS(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined
  if (/^\d+$/.test(value)) return Number(value)
  const atMs = Date.parse(value)
  return Number.isNaN(atMs) ? undefined : Math.max(0, Math.ceil((atMs - nowMs) / 1000))
}

function textAt(body: unknown, key: string): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const value = (body as Readonly<Record<string, unknown>>)[key]
  return typeof value === 'string' && value !== '' ? value : undefined
}
