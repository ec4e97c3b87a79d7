import type { Logger } from 'pino'
import type { Reader, Writer } from '../db/connect.ts'
import type { Flights } from '../db/flight.ts'
import type { Watcher } from '../db/watch.ts'
import type { Intent } from '../protocol/intent.ts'
import type { SigningKey } from '../protocol/signature.ts'
import type { Receipt } from './receipt.ts'

/** Everything that the app of one region works with; made by main.ts, or by a test. */
export type AppDeps = {
  /** This region's id. */
  readonly region: string
  /** The keys that may sign for this region, by id. */
  readonly keys: ReadonlyMap<string, SigningKey>
  /** This region's own server. */
  readonly reader: Reader
  /** The primary, for transactions that read between their writes; used only where it is this region's own. */
  readonly writer: Writer
  /** The write path to the primary. */
  readonly flights: Flights
  /** Knows this region's own server. */
  readonly watcher: Watcher
  readonly log: Logger
  /** True once the process was told to end. */
  readonly draining: () => boolean
}

/** What the middleware stack leaves for the handlers in `c.var`. */
export type AppEnv = {
  Variables: { readonly deps: AppDeps; readonly intent: Intent; readonly receipt: Receipt }
}
