/** Queries of a request: each contender once more, its databases behind counting proxies. */
import type { Bench } from './contest.ts'
import { type Counts, openCounter } from './counter.ts'
import { CONNECTIONS, type Kind } from './kinds.ts'
import { loadOnce } from './load-turn.ts'
import { type Served, startContender } from './server.ts'

/** Of one request. */
export type PerRequest = {
  /** Under the load of the bench: what one query may do for several requests. */
  readonly loaded: Pick<Counts, 'statements' | 'parsed'>
  /** One request at a time. */
  readonly alone: Counts
}

export type CountingOptions = Bench & { readonly contender: Served; readonly kinds: readonly Kind[] }

const TURN_MS = 400
/** What the server still asks behind its last answer belongs to that turn. */
const SETTLE_MS = 250

export async function countQueries(
  options: CountingOptions,
): Promise<Readonly<Partial<Record<Kind, PerRequest>>>> {
  const { databases, kinds } = options
  await using stack = new AsyncDisposableStack()
  const counters = {
    read: await openCounter(databases.read.url, stack),
    write: await openCounter(databases.write.url, stack),
  }
  const server = await startContender({ ...options, databases: counters })
  stack.defer(() => server.stop())

  /** @returns what both databases were asked for one request. */
  async function perRequest(kind: Kind, connections: number): Promise<Counts> {
    const order = { ...options, server, kind, connections, durationMs: TURN_MS }
    // Connections are opened and statements prepared before.
    await loadOnce(order)
    await settled()
    const before = total()
    const { answered } = await loadOnce(order)
    await settled()
    const after = total()
    return {
      statements: (after.statements - before.statements) / answered,
      parsed: (after.parsed - before.parsed) / answered,
      roundTrips: (after.roundTrips - before.roundTrips) / answered,
    }
  }

  function total(): Counts {
    const [read, write] = [counters.read.counts(), counters.write.counts()]
    return {
      statements: read.statements + write.statements,
      parsed: read.parsed + write.parsed,
      roundTrips: read.roundTrips + write.roundTrips,
    }
  }

  const found: Partial<Record<Kind, PerRequest>> = {}
  for (const kind of kinds) {
    const { statements, parsed } = await perRequest(kind, CONNECTIONS)
    found[kind] = { loaded: { statements, parsed }, alone: await perRequest(kind, 1) }
  }
  return found
}

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
}
