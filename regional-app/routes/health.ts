import type { Context } from 'hono'
import { fencedBecause } from '../../db/admission.ts'
import type { Lineage } from '../../db/lineage.ts'
import type { Observation } from '../../db/observe.ts'
import type { Watched } from '../../db/watch.ts'
import { formatLsn } from '../../protocol/position.ts'
import type { AppEnv } from '../env.ts'

/** Alive: the process answers. Open to everyone, says nothing else. */
export function livez(c: Context): Response {
  return c.json({ status: 'ok' })
}

/** Ready to take requests: 503 while draining and while none of the region's own servers may be read from. */
export function readyz(c: Context<AppEnv>): Response {
  const { region, release, servers, lineage, draining, misTags } = c.get('deps')
  const databases = servers.all.map(({ watcher: { current } }) => describe(current, lineage))
  const { usable, why, ...database } = databases.find((each) => each.usable) ?? databases[0] ?? NONE
  const status = draining() ? 'draining' : usable ? 'ready' : why
  c.header('cache-control', 'no-store')
  return c.json(
    {
      status,
      region,
      release,
      ...database,
      ...(databases.length > 1 ? { servers: databases } : {}),
      ...(misTags.size > 0 ? { misTagged: Object.fromEntries(misTags) } : {}),
    },
    status === 'ready' ? 200 : 503,
  )
}

const NONE: Database = { usable: false, why: 'database-unreachable', role: null }

type Database = {
  readonly usable: boolean
  readonly why?: 'database-unreachable' | 'fenced'
  readonly role: Observation['role'] | null
  readonly timeline?: number
  /** What reads see: replayed on a replica, flushed on the primary. */
  readonly replayLsn?: string
  readonly lagMs?: number | null
  readonly lagBytes?: number
  /** Whether the log arrives: always on the primary. */
  readonly streaming?: boolean
}

function describe(watched: Watched, lineage: Lineage): Database {
  switch (watched.state) {
    case 'unknown':
      return NONE
    case 'unreachable':
      return { usable: false, why: 'database-unreachable', role: watched.lastRole ?? null }
    case 'reachable': {
      const { seen, lag } = watched
      const isFenced = fencedBecause(watched, lineage) !== undefined
      return {
        usable: !isFenced,
        ...(isFenced ? { why: 'fenced' as const } : {}),
        role: seen.role,
        timeline: seen.position.timeline,
        replayLsn: formatLsn(seen.position.lsn),
        lagMs: Number.isFinite(lag.ms) ? Math.round(lag.ms) : null,
        lagBytes: lag.bytes,
        streaming: seen.role === 'primary' || seen.streaming,
      }
    }
  }
}
