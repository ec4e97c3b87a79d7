import postgres, { type Sql } from 'postgres'
import { type Lag, measureLag } from './lag.ts'
import { type Observation, observe } from './observe.ts'

/** What is known of a server. Only `reachable` speaks of now. */
export type Watched =
  | { readonly state: 'unknown' }
  | { readonly state: 'reachable'; readonly seen: Observation; readonly lag: Lag }
  | {
      readonly state: 'unreachable'
      readonly detail: string
      readonly lastRole: Observation['role'] | undefined
    }

export type Watcher = {
  /** The newest knowledge, without a query. */
  readonly current: Watched
  close(): Promise<void>
}

export type WatchOptions = { readonly intervalMs?: number; readonly timeoutMs?: number }

/**
 * Watches one server over a connection of its own, so that requests know its role and position without asking.
 * A query without an answer within `timeoutMs` makes the server unreachable and its connection is given up.
 */
export function watch(url: string, { intervalMs = 250, timeoutMs = 2_000 }: WatchOptions = {}): Watcher {
  let current: Watched = { state: 'unknown' }
  let caughtUpAtMs: number | undefined
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let sql = connect(url)
  void look()

  async function look(): Promise<void> {
    try {
      const seen = await within(timeoutMs, observe(sql))
      const nowMs = performance.now()
      const lag = measureLag(seen, caughtUpAtMs, nowMs)
      if (lag.ms === 0) caughtUpAtMs = nowMs
      current = { state: 'reachable', seen, lag }
    } catch (error) {
      current = { state: 'unreachable', detail: String(error), lastRole: roleOf(current) }
      void sql.end({ timeout: 0 })
      sql = connect(url)
    }
    if (!closed) timer = setTimeout(look, intervalMs).unref()
  }

  return {
    get current() {
      return current
    },
    close() {
      closed = true
      clearTimeout(timer)
      return sql.end({ timeout: 0 })
    },
  }
}

/** @returns the role it has, or had when it was last reached. */
export function roleOf(watched: Watched): Observation['role'] | undefined {
  switch (watched.state) {
    case 'unknown':
      return undefined
    case 'reachable':
      return watched.seen.role
    case 'unreachable':
      return watched.lastRole
  }
}

function connect(url: string): Sql {
  return postgres(url, {
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
