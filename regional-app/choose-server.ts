/** Which of the region's own servers a read may be answered from, after what wait; and where it goes where none may. */
import { type Admission, admit, type Demand } from '../db/admission.ts'
import type { Server } from '../db/servers.ts'
import type { Reachable } from '../db/watch.ts'
import type { Bookmark } from '../protocol/bookmark.ts'
import { Instead } from './instead.ts'
import { replayToPrimary, unavailableProblem } from './problems.ts'
import { type Receipt, spend } from './receipt.ts'
import { type Scope, type Seen, seenBefore, settleAbandoned } from './scope.ts'

/** The server, and what was known of it when it was chosen. */
export type Chosen = { readonly server: Server; readonly before: Reachable }

/** Before the way to the primary was measured. */
const UNMEASURED_WAIT_MS = 250
/** Past one round trip the primary is quicker than the wait; this bounds it where the way is slow. */
const LONGEST_WAIT_MS = 1_000

/**
 * @param maxAgeMs how old the data may be; undefined where that does not matter.
 * @param failed a server that has just failed a read: another one goes before it.
 * @throws Instead where none of the region's own servers may answer.
 */
export async function chooseServer(
  scope: Scope,
  maxAgeMs: number | undefined,
  failed: Server | undefined,
): Promise<Chosen> {
  const { deps, receipt } = scope
  // Right after a start the first look is under way.
  if (deps.servers.all.some(isUnknown))
    await Promise.all(deps.servers.all.filter(isUnknown).map(({ watcher }) => watcher.look()))
  for (let mayWait = true; ; ) {
    const demand: Demand<Seen> = { seen: seenBefore(scope), maxAgeMs }
    const judged = deps.servers.all.map((server) => ({
      server,
      admission: admit(server.watcher.current, deps.lineage, demand, performance.now()),
    }))
    const ready = chosenOf(
      pick(
        judged.filter(({ admission }) => admission.kind === 'ready').map(({ server }) => server),
        scope.server,
        failed,
      ),
    )
    if (ready) {
      scope.server = ready.server
      return ready
    }
    const having = <K extends Admission['kind']>(kind: K) =>
      judged.flatMap(({ server, admission }) =>
        admission.kind === kind
          ? [{ server, admission: admission as Extract<Admission<Seen>, { kind: K }> }]
          : [],
      )
    const [abandoned] = having('abandoned')
    const [ahead] = having('ahead')
    const settled = (abandoned ?? ahead)?.admission.seen
    if (settled && !isBookmark(settled)) {
      throw new Instead(unavailableProblem('the database was replaced in the middle of the request'))
    }
    if (abandoned && settled) {
      await settleAbandoned(scope, settled, abandoned.admission.end)
      continue
    }
    if (ahead && mayWait) {
      // What was seen last is from before the client's own write.
      mayWait = false
      await timed(receipt, async () => (await ahead.server.watcher.look()).state === 'reachable')
      continue
    }
    if (ahead) {
      receipt.verdicts.push({ kind: 'ignored', reason: 'ahead' })
      scope.bookmarks = scope.bookmarks.filter((each) => each !== settled)
      continue
    }
    const behind = having('behind')
    const worthIt = behind.filter(({ admission }) => !admission.hopeless).map(({ server }) => server)
    if (mayWait && worthIt.length > 0) {
      mayWait = false
      await timed(receipt, () => waitForAny(worthIt, scope, demand))
      continue
    }
    const isStale = having('stale').length > 0
    if ((isStale || behind.length > 0) && deps.flights.connected)
      throw new Instead(replayToPrimary(receipt, isStale ? 'stale' : 'behind'))
    // A preference is none that a read fails for: it is answered from what there is, and says so.
    if (isStale) return chooseServer(scope, undefined, failed)
    throw new Instead(
      unavailableProblem(
        behind.length > 0
          ? 'this region has not received yet what you have seen, and the primary is out of reach'
          : `this region's database ${having('out')[0]?.admission.why ?? 'is out of reach'}`,
      ),
    )
  }
}

function isUnknown({ watcher }: Server): boolean {
  return watcher.current.state === 'unknown'
}

/** @param wait tells whether what was waited for has come. */
async function timed(receipt: Receipt, wait: () => Promise<boolean>): Promise<void> {
  const startedMs = performance.now()
  const outcome = (await wait()) ? 'ok' : 'late'
  spend(receipt, { kind: 'wait', startedMs, endedMs: performance.now(), outcome, wanRoundTrips: 0 })
}

/** The others are what this very request has shown. */
function isBookmark(seen: Seen): seen is Bookmark {
  return 'issuedMs' in seen
}

/** The one that the request has read from, else any in turn, else the one that failed. */
function pick(
  ready: readonly Server[],
  last: Server | undefined,
  failed: Server | undefined,
): Server | undefined {
  const others = ready.filter((server) => server !== failed)
  if (last && others.includes(last)) return last
  return others[turn++ % (others.length || 1)] ?? ready[0]
}

let turn = 0

function chosenOf(server: Server | undefined): Chosen | undefined {
  const before = server?.watcher.current
  return server && before?.state === 'reachable' ? { server, before } : undefined
}

/**
 * Until one of them is no longer behind, and at most for as long as the way to the primary would take.
 * @returns whether one came in time.
 */
async function waitForAny(servers: readonly Server[], { deps }: Scope, demand: Demand): Promise<boolean> {
  const budgetMs = Math.min(LONGEST_WAIT_MS, deps.flights.roundTripMs ?? UNMEASURED_WAIT_MS)
  const isThere: Parameters<Server['watcher']['until']>[0] = (watched) => {
    const { kind } = admit(watched, deps.lineage, demand, performance.now())
    return kind !== 'behind' && kind !== 'out'
  }
  return Promise.any(
    servers.map(async ({ watcher }) => {
      if (await watcher.until(isThere, budgetMs)) return true
      throw new Error('not in time')
    }),
  ).catch(() => false)
}
