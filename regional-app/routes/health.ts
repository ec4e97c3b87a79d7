import type { Context } from 'hono'
import type { Observation } from '../../db/observe.ts'
import { formatLsn } from '../../protocol/position.ts'
import type { Watched } from '../../db/watch.ts'
import type { AppEnv } from '../env.ts'

/** Alive: the process answers. Open to everyone, says nothing else. */
export function livez(c: Context): Response {
  return c.json({ status: 'ok' })
}

/** Ready to take requests: 503 while draining and while the region's own database is out of reach. */
export function readyz(c: Context<AppEnv>): Response {
  const { region, watcher, draining } = c.get('deps')
  const database = describe(watcher.current)
  const status = draining()
    ? 'draining'
    : watcher.current.state === 'reachable'
      ? 'ready'
      : 'database-unreachable'
  c.header('cache-control', 'no-store')
  return c.json({ status, region, ...database }, status === 'ready' ? 200 : 503)
}

type Database = {
  readonly role: Observation['role'] | null
  readonly timeline?: number
  /** What reads see: replayed on a replica, flushed on the primary. */
  readonly replayLsn?: string
  readonly lagMs?: number | null
  readonly lagBytes?: number
  /** Whether the log arrives: always on the primary. */
  readonly streaming?: boolean
}

function describe(watched: Watched): Database {
  switch (watched.state) {
    case 'unknown':
      return { role: null }
    case 'unreachable':
      return { role: watched.lastRole ?? null }
    case 'reachable': {
      const { seen, lag } = watched
      return {
        role: seen.role,
        timeline: seen.position.timeline,
        replayLsn: formatLsn(seen.position.lsn),
        lagMs: lag.ms === null ? null : Math.round(lag.ms),
        lagBytes: lag.bytes,
        streaming: seen.role === 'primary' || seen.streaming,
      }
    }
  }
}
