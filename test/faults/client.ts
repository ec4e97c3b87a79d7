/** One HTTP request as a client in a city, and what its answer says; the whole of what a run knows of the system. */
import { type ParsedBookmark, parseBookmark } from '../../protocol/bookmark.ts'
import {
  BOOKMARK,
  BOOKMARK_VERDICT,
  DATA,
  IDEMPOTENCY_KEY,
  IDEMPOTENT_REPLAYED,
  REGION,
  RETRY_AFTER,
  SERVER_TIMING,
} from '../../protocol/headers.ts'
import { formatLsn } from '../../protocol/position.ts'
import { parseServerTiming } from '../../protocol/server-timing.ts'
import type { SigningKey } from '../../protocol/signature.ts'
import type { Mark, Place } from './history.ts'

export type Request = {
  readonly city: string
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly path: string
  readonly json?: unknown
  readonly key?: string | undefined
  /** The texts of the bookmarks that it stands on. */
  readonly bookmarks: readonly string[]
}

export type Answer = {
  /** HTTP; 0 where none came. */
  readonly status: number
  readonly body: unknown
  readonly bookmark: string | undefined
  readonly region: string | undefined
  readonly data: string | undefined
  readonly waitMs: number | undefined
  readonly wan: string | undefined
  /** What the gateway says of its tries: `replay`, or which failed before. */
  readonly via: string | undefined
  readonly verdict: string | undefined
  readonly replayed: boolean
  readonly retryAfterMs: number | undefined
}

export type Client = {
  /** Never rejects: without an answer the status is 0. */
  send(request: Request): Promise<Answer>
  /** @returns the bookmark's content; undefined without its key. */
  decode(bookmark: string): Mark | undefined
}

const TIMEOUT_MS = 15_000

/** @param keys those of the system's bookmarks, so that a run can be judged by its positions. */
export function createClient(url: string, keys: readonly SigningKey[], timeoutMs = TIMEOUT_MS): Client {
  return {
    async send(request) {
      try {
        const response = await fetch(url + request.path, {
          method: request.method,
          headers: headersOf(request),
          signal: AbortSignal.timeout(timeoutMs),
          ...(request.json === undefined ? {} : { body: JSON.stringify(request.json) }),
        })
        return readAnswer(response, await response.text())
      } catch {
        return NO_ANSWER
      }
    },
    decode(bookmark) {
      const parsed = parseBookmark(bookmark, keys)
      return parsed.ok ? markOf(parsed.bookmark) : undefined
    },
  }
}

/** @returns what a problem's `lostAfter` says. */
export function lostAfterOf(body: unknown): Place | undefined {
  const { lostAfter } = (body ?? {}) as { lostAfter?: Partial<Place> }
  const { timeline, lsn } = lostAfter ?? {}
  return typeof timeline === 'number' && typeof lsn === 'string' ? { timeline, lsn } : undefined
}

/** Which city the client stands in; the planet's front reads it. */
const VANTAGE = 'nearside-vantage'

const NO_ANSWER: Answer = {
  ...{ status: 0, body: undefined, bookmark: undefined, region: undefined, data: undefined },
  ...{
    waitMs: undefined,
    wan: undefined,
    via: undefined,
    verdict: undefined,
    replayed: false,
    retryAfterMs: undefined,
  },
}

function headersOf({ city, json, key, bookmarks }: Request): Record<string, string> {
  return {
    [VANTAGE]: city,
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(key === undefined ? {} : { [IDEMPOTENCY_KEY]: key }),
    ...(bookmarks.length === 0 ? {} : { [BOOKMARK]: bookmarks.join(', ') }),
  }
}

function readAnswer({ status, headers }: Response, text: string): Answer {
  const of = (name: string) => headers.get(name) ?? undefined
  const receipt = parseServerTiming(headers.get(SERVER_TIMING))
  const retryAfterS = Number(of(RETRY_AFTER))
  return {
    status,
    body: of('content-type')?.includes('json') ? parseJson(text) : undefined,
    bookmark: of(BOOKMARK),
    region: of(REGION),
    data: of(DATA),
    waitMs: receipt.find(({ name }) => name === 'wait')?.durMs,
    wan: receipt.find(({ name }) => name === 'wan')?.desc,
    via: receipt.find(({ name }) => name === 'edge')?.desc,
    verdict: of(BOOKMARK_VERDICT),
    replayed: of(IDEMPOTENT_REPLAYED) === 'true',
    retryAfterMs: of(RETRY_AFTER) && Number.isFinite(retryAfterS) ? retryAfterS * 1_000 : undefined,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function markOf({ timeline, lsn, write }: (ParsedBookmark & { ok: true })['bookmark']): Mark {
  return { timeline, lsn: formatLsn(lsn), tag: write?.tag, readSince: write?.readSince }
}
