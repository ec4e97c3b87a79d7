/** One request of a region as it went: what its log line, metrics and spans are made from. */
import type { Intent } from '../../protocol/intent.ts'
import type { Traceparent } from '../../protocol/traceparent.ts'
import type { Receipt } from '../receipt.ts'

export type Handled = {
  readonly method: string
  readonly path: string
  /** The route's pattern, `/api/orders/:id`; {@link UNMATCHED} where no route has the path. */
  readonly route: string
  readonly status: number
  /** On the clock of the receipt; the end is when the answer's headers were known. */
  readonly startedMs: number
  readonly endedMs: number
  /** Undefined where no gateway has signed the request: then nothing that it says is to be trusted. */
  readonly intent: Intent | undefined
  readonly receipt: Receipt
  readonly trace: Traceparent | undefined
}

/** Told of each request before its answer leaves; what it throws is logged, and does the request no harm. */
export type Observe = (handled: Handled) => void

export const UNMATCHED = 'unmatched'
