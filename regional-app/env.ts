import type { Logger } from 'pino'
import type { Writer } from '../db/connect.ts'
import type { Flights } from '../db/flight.ts'
import type { Lineage } from '../db/lineage.ts'
import type { Servers } from '../db/servers.ts'
import type { Intent } from '../protocol/intent.ts'
import type { SigningKey } from '../protocol/signature.ts'
import type { Receipt } from './receipt.ts'
import type { Session } from './session.ts'
import type { Observe } from './telemetry/handled.ts'

/** Everything that the app of one region works with; made by main.ts, or by a test. */
export type AppDeps = {
  /** This region's id. */
  readonly region: string
  /** The version that runs, as who released it calls it. */
  readonly release?: string | undefined
  /** The keys that may sign for this region, by id. */
  readonly keys: ReadonlyMap<string, SigningKey>
  /** The keys of bookmarks, the same in all regions; the first one signs. */
  readonly bookmarkKeys: readonly [SigningKey, ...SigningKey[]]
  /** This region's own servers, and what is known of them. */
  readonly servers: Servers
  /** The primary, for transactions that read between their writes; used only where it is this region's own. */
  readonly writer: Writer
  /** The write path to the primary. */
  readonly flights: Flights
  /** The newest timeline that anybody has told of. */
  readonly lineage: Lineage
  readonly log: Logger
  /** Told of each request beside the log: metrics, traces. */
  readonly observers?: readonly Observe[]
  /** True once the process was told to end. */
  readonly draining: () => boolean
  /**
   * Who sends a request, so that one's idempotency keys are apart from another's; the same for every try of one write.
   * Without it all keys are of one name space.
   */
  readonly principalOf?: (request: Request) => string
  /** How often a route has written while its request was tagged as a read, by method and path. */
  readonly misTags: Map<string, number>
}

/** What the middleware stack leaves for the handlers: `c.get('deps')`. Each `c.var` would make an object of all of it. */
export type AppEnv = {
  Variables: {
    readonly deps: AppDeps
    readonly intent: Intent
    readonly receipt: Receipt
    readonly session: Session
  }
}
