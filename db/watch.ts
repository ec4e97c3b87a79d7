import postgres, { type Sql } from 'postgres'
import { openInFlight } from './in-flight.ts'
import { type Lag, measureLag } from './lag.ts'
import { type Identity, identify, type Observation, observe } from './observe.ts'
import type { Told } from './read-position.ts'
import { verified } from './tls.ts'

/** What is known of a server. Only `reachable` speaks of now. */
export type Watched =
  | { readonly state: 'unknown' }
  | Reachable
  | {
      readonly state: 'unreachable'
      readonly detail: string
      readonly lastRole: Observation['role'] | undefined
    }

export type Reachable = {
  readonly state: 'reachable'
  readonly seen: Observation
  readonly lag: Lag
  readonly identity: Identity
  /** When it was seen, on the clock of `performance.now()`. */
  readonly atMs: number
}

export type Watcher = {
  /** The newest knowledge, without a query. */
  readonly current: Watched
  /** Looks again: what it tells was true after the call. Those who ask while a look is under way share the next one. */
  look(): Promise<Watched>
  /**
   * Takes in what the server has told beside a look.
   * @returns the newest knowledge; undefined where a look is needed, since the server is not what it was known to be.
   */
  hear(told: Told): Reachable | undefined
  /**
   * Waits for a look that satisfies `isThere`, with one query every few milliseconds however many wait.
   * @returns whether one came in time.
   */
  until(isThere: (watched: Watched) => boolean, timeoutMs: number): Promise<boolean>
  close(): Promise<void>
}

export type WatchOptions = {
  readonly intervalMs?: number
  readonly timeoutMs?: number
  /** Told of each timeline that the server is on. */
  readonly onIdentity?: (identity: Identity) => void
  /** Told when the server was reachable and no longer is. */
  readonly onUnreachable?: () => void
}

/** Between two looks while somebody waits: replay follows the log within about a millisecond. */
const EAGER_INTERVAL_MS = 2

/**
 * Watches one server over a connection of its own, so that requests know its role and position without asking.
 * A query without an answer within `timeoutMs` makes the server unreachable and its connection is given up.
 */
export function watch(
  url: string,
  { intervalMs = 250, timeoutMs = 2_000, onIdentity, onUnreachable }: WatchOptions = {},
): Watcher {
  let current: Watched = { state: 'unknown' }
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let sql = connect(url)
  let running: Promise<Watched> | undefined
  let next: Promise<Watched> | undefined
  const waiting = openInFlight<(watched: Watched) => void>()
  void look()

  function look(): Promise<Watched> {
    if (running) {
      next ??= running.then(() => {
        next = undefined
        return look()
      })
      return next
    }
    clearTimeout(timer)
    running = ask().finally(() => {
      running = undefined
      if (!closed) timer = setTimeout(look, waiting.size > 0 ? EAGER_INTERVAL_MS : intervalMs).unref()
    })
    return running
  }

  async function ask(): Promise<Watched> {
    // Before the question: what it tells may be as old as that.
    const atMs = performance.now()
    try {
      const seen = await within(timeoutMs, observe(sql))
      const identity = isSameLife(current, seen)
        ? current.identity
        : await within(timeoutMs, identify(sql, seen.position.timeline))
      if (!identity) throw new Error(`the history of timeline ${seen.position.timeline} is not here yet`)
      if (current.state !== 'reachable' || current.identity !== identity) onIdentity?.(identity)
      current = { state: 'reachable', seen, lag: measureLag(seen), identity, atMs }
    } catch (error) {
      if (current.state === 'reachable') onUnreachable?.()
      current = { state: 'unreachable', detail: String(error), lastRole: roleOf(current) }
      void sql.end({ timeout: 0 })
      sql = connect(url)
    }
    for (const tell of waiting.all()) tell(current)
    return current
  }

  return {
    get current() {
      return current
    },
    look,
    hear({ incarnation, role, position }) {
      if (current.state !== 'reachable') return undefined
      const { seen } = current
      if (incarnation !== seen.incarnation || role !== seen.role) return undefined
      if (position.timeline !== seen.position.timeline) return undefined
      if (position.lsn > seen.position.lsn) current = { ...current, seen: { ...seen, position } }
      return current
    },
    until(isThere, waitMs) {
      return new Promise((resolve) => {
        const end = (came: boolean) => {
          clearTimeout(late)
          forget()
          resolve(came)
        }
        const tell = (watched: Watched) => {
          if (isThere(watched)) end(true)
        }
        const late = setTimeout(end, waitMs, false)
        const forget = waiting.begin(tell)
        void look()
      })
    },
    close() {
      closed = true
      clearTimeout(timer)
      return sql.end({ timeout: 0 })
    },
  }
}

/** @returns the role it has, or had when it was last reached. */
function roleOf(watched: Watched): Observation['role'] | undefined {
  switch (watched.state) {
    case 'unknown':
      return undefined
    case 'reachable':
      return watched.seen.role
    case 'unreachable':
      return watched.lastRole
  }
}

function isSameLife(watched: Watched, seen: Observation): watched is Reachable {
  return (
    watched.state === 'reachable' &&
    watched.seen.incarnation === seen.incarnation &&
    watched.seen.position.timeline === seen.position.timeline
  )
}

function connect(url: string): Sql {
  const [address, tls] = verified(url)
  return postgres(address, {
    ...tls,
    max: 1,
    fetch_types: false,
    max_lifetime: null,
    connect_timeout: 3,
    onnotice: () => {},
    connection: { application_name: 'nearside-watch' },
  })
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
