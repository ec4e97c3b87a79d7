/** A region's answer -> the client's: the body untouched, the receipt appended. */
import {
  CONFIG_EPOCH,
  DATA,
  type DataSource,
  IDEMPOTENCY_KEY,
  POSITION,
  REPLAY,
  SERVER_TIMING,
} from '../../protocol/headers.ts'
import { formatServerTiming, type Metric } from '../../protocol/server-timing.ts'
import type { FieldReader, Fields } from '../fields.ts'
import { hopByHop } from '../upstream/hop-by-hop.ts'
import { guardBookmark } from './bookmark.ts'

export type AnswerContext = {
  readonly metrics: readonly Metric[]
  readonly epoch: string
  /** Whether the client keeps its bookmark in the cookie. */
  readonly wantsCookie: boolean
  readonly isWrite: boolean
  /** The key of a write, with which it may be sent again. */
  readonly idempotencyKey: string | undefined
}

/** @param fields of the region's answer. */
export function answer(
  response: Response,
  fields: Fields,
  { metrics, epoch, wantsCookie, isWrite, idempotencyKey }: AnswerContext,
): Response {
  const answered = new Response(response.body, response)
  const { headers } = answered
  // workerd frames the message itself; on an upgrade these belong to its own handshake.
  const ofConnection = response.status === 101 ? NONE : hopByHop(fields)
  for (const name of fields.keys()) {
    if (name === REPLAY || name === POSITION || ofConnection.has(name)) headers.delete(name)
  }
  // What `Connection` names is gone from the headers, and not from the fields.
  guardBookmark(headers, fields.has('connection') ? headers : fields, wantsCookie, isWrite)
  if (response.status >= 500 && idempotencyKey) headers.set(IDEMPOTENCY_KEY, idempotencyKey)
  headers.set(CONFIG_EPOCH, epoch)
  headers.append(SERVER_TIMING, formatServerTiming(metrics))
  return answered
}

const NONE: ReadonlySet<string> = new Set()

/** @returns which data the region says it answered from. */
export function dataSourceOf(fields: FieldReader): DataSource | undefined {
  const value = fields.get(DATA)
  return value === 'local' || value === 'waited' || value === 'primary' ? value : undefined
}
