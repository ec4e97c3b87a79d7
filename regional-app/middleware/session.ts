import { BOOKMARK } from '../../protocol/headers.ts'
import type { AppDeps } from '../env.ts'
import { readSession } from '../session.ts'
import type { Part } from './stack.ts'

/** Reads what the client has seen off its bookmarks. One that is none counts as none, and the answer says so. */
export function session({ bookmarkKeys, servers, flights, lineage }: AppDeps): Part {
  return {
    before(c) {
      const header = c.req.raw.headers.get(BOOKMARK)
      const epoch = epochOf(servers) ?? flights.epoch
      const session = header === null ? NEW : readSession(header, bookmarkKeys, epoch, Date.now())
      c.set('session', session)
      for (const reason of session.ignored) c.get('receipt').verdicts.push({ kind: 'ignored', reason })
      // Signed by a region, and of this database: there is such a timeline.
      if (epoch !== undefined) for (const { timeline } of session.bookmarks) lineage.saw(timeline)
      return undefined
    },
  }
}

const NEW = { bookmarks: [], ignored: [] } as const

function epochOf({ all }: AppDeps['servers']): number | undefined {
  for (const { watcher } of all)
    if (watcher.current.state === 'reachable') return watcher.current.identity.epoch
  return undefined
}
