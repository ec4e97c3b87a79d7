/** A tiny correct system in memory, and a run of it: one log, readers that lag, failovers that cut the log's end off. */
import type { Entry, Mark, Operation } from '../../faults/history.ts'
import { createRandom, type Random } from '../../faults/random.ts'
import type { OrderRow, ShopState } from '../../faults/shop-state.ts'
import { operation, row, shop } from './made.ts'

const SESSIONS = 4
const NO_SUCH_ORDER = { outcome: 'refused', status: 404 } as const

type Commit = {
  readonly key: string
  readonly apply: (orders: Map<string, OrderRow>) => OrderRow | undefined
}
type Client = { mark: Mark | undefined; readonly own: string[]; readonly done: Operation[] }

/** @returns what some sessions did, and the tables after it. */
export function runModel(seed: number, steps: number): { history: readonly Entry[]; after: ShopState } {
  const random = createRandom(seed)
  const system = openSystem()
  const clients: Client[] = Array.from({ length: SESSIONS }, () => ({ mark: undefined, own: [], done: [] }))
  const history: Entry[] = []
  for (let at = 1; at <= steps; at++) {
    if (random.chance(0.05)) system.failOver(random)
    const session = random.int(SESSIONS)
    const client = clients[session]
    if (!client) continue
    if (random.chance(0.05)) {
      const from = (session + 1) % SESSIONS
      const given = clients[from]?.mark
      // With one bookmark to keep, only one that covers its own is worth taking.
      if (!given || !covers(given, client.mark)) continue
      client.mark = given
      history.push({ type: 'handover', from, to: session, atMs: at })
      continue
    }
    const done = step(at, session, client, system, random)
    client.done.push(done)
    history.push(done)
  }
  for (const [session, client] of clients.entries()) {
    const last = step(steps + 1 + session, session, client, system, random)
    client.done.push(last)
    history.push(last)
  }
  return { history, after: shop(system.rows()) }
}

function covers(given: Mark, own: Mark | undefined): boolean {
  return own === undefined || (given.timeline === own.timeline && lengthOf(given) >= lengthOf(own))
}

function step(at: number, session: number, client: Client, system: System, random: Random): Operation {
  const sent = client.mark ? [client.mark] : []
  const base = { session, index: at, sent, city: random.pick(['iad', 'bom', 'fra']) }
  const fate = client.mark && system.fateOf(client.mark)
  if (fate?.kind === 'lost') {
    client.mark = system.end()
    const told = { outcome: 'lost', status: 409, verdict: 'lost', lostAfter: fate.lostAfter } as const
    return operation(at, { ...base, ...told, problem: fate.problem, received: client.mark })
  }
  const verdict = fate?.kind === 'survived' ? 'survived' : undefined
  const answered = (given: Partial<Operation>) => {
    client.mark = given.received
    return operation(at, { ...base, verdict, ...given })
  }
  const orderId = client.own.length > 0 ? random.pick(client.own) : undefined
  const before = client.done.findLast(({ outcome, write }) => write && outcome === 'ok')
  if (before?.key && random.chance(0.15)) {
    const { row, received, replayed } = system.write(commitOf(before, before.key, random), random)
    const again = { kind: 'repeat', write: before.write, key: before.key, received, replayed } as const
    if (!row) return answered({ ...again, ...NO_SUCH_ORDER, orderId: before.orderId })
    return answered({ ...again, ...contentOf(row) })
  }
  if (!orderId || random.chance(0.3)) {
    const key = `order ${at}`
    const { row, received } = system.write(placing(key, `order-${at}`, at), random)
    client.own.push(row?.id ?? '')
    return answered({ kind: 'order', write: 'order', key, status: 201, ...contentOf(row), received })
  }
  if (random.chance(0.5)) {
    const key = `patch ${at}`
    const { row, received } = system.write(noting(key, orderId), random)
    if (!row)
      return answered({
        kind: 'patch',
        write: 'patch',
        key,
        orderId,
        ...NO_SUCH_ORDER,
        received,
      })
    return answered({ kind: 'patch', write: 'patch', key, ...contentOf(row), received })
  }
  const { version, received } = system.read(orderId, fate?.end ?? client.mark, random)
  return answered({ orderId, version, received })
}

function contentOf(found: OrderRow | undefined): Partial<Operation> {
  return {
    orderId: found?.id,
    version: found?.version,
    note: found?.note,
    productId: 'p',
    quantity: found?.quantity,
  }
}

/** What a repetition asks for: where the first doing is gone, it is done anew. */
function commitOf(before: Operation, key: string, random: Random): Commit {
  if (before.write === 'order')
    return placing(key, `${before.orderId}-${random.int(1e9)}`, before.quantity ?? 0)
  return noting(key, before.orderId ?? '')
}

/** The quantity tells whose an order is. */
function placing(key: string, id: string, quantity: number): Commit {
  return {
    key,
    apply(orders) {
      const placed = row(id, { quantity })
      orders.set(id, placed)
      return placed
    },
  }
}

function noting(key: string, id: string): Commit {
  return {
    key,
    apply(orders) {
      const found = orders.get(id)
      if (!found) return undefined
      const noted = { ...found, version: found.version + 1, note: key }
      orders.set(id, noted)
      return noted
    },
  }
}

type System = ReturnType<typeof openSystem>

function openSystem() {
  let log: (Commit & { readonly timeline: number })[] = []
  let timeline = 1
  /** The length of the log at which each timeline ended. */
  const ends = new Map<number, number>()
  const stateAt = (length: number) => {
    const orders = new Map<string, OrderRow>()
    const given = new Map(log.slice(0, length).map(({ key, apply }) => [key, apply(orders)]))
    return { orders, given }
  }
  const markAt = (length: number, tag?: string, readSince = false): Mark => ({
    timeline,
    lsn: `0/${(length * 16).toString(16).toUpperCase()}`,
    ...(tag ? { tag, readSince } : {}),
  })
  return {
    rows: () => [...stateAt(log.length).orders.values()],
    end: () => markAt(log.length),
    failOver(random: Random) {
      const kept = Math.max(0, log.length - random.int(4))
      for (const old of ends.keys()) ends.set(old, Math.min(kept, ends.get(old) ?? 0))
      ends.set(timeline, kept)
      log = log.slice(0, kept)
      timeline++
    },
    write(commit: Commit, random: Random) {
      const known = log.some(({ key }) => key === commit.key)
      if (!known && commit.apply(stateAt(log.length).orders)) log.push({ ...commit, timeline })
      const row = stateAt(log.length).given.get(commit.key)
      // What others commit before the position is asked for: the bookmark stands behind it, too.
      for (let others = random.int(3); others > 0; others--)
        log.push({ key: `other ${log.length}`, apply: () => undefined, timeline })
      // Behind a stored answer stands all that was written since.
      return { row, received: markAt(log.length, row && commit.key, known), replayed: known }
    },
    read(orderId: string, seen: Mark | undefined, random: Random) {
      const length = random.between(seen ? lengthOf(seen) : 0, log.length)
      const version = stateAt(length).orders.get(orderId)?.version ?? 0
      return { version, received: markAt(length, seen?.tag, true) }
    },
    fateOf(mark: Mark) {
      const end = ends.get(mark.timeline)
      if (end === undefined || lengthOf(mark) <= end) return undefined
      // Done anew on a later timeline, the write says nothing of what else its first doing stood behind.
      const isThere = log.some((each) => each.key === mark.tag && each.timeline <= mark.timeline)
      if (isThere && !mark.readSince) return { kind: 'survived' as const, end: markAt(end) }
      const lostAfter = { timeline: mark.timeline, lsn: markAt(end).lsn }
      const slug = mark.tag && !isThere ? 'write-lost' : 'history-lost'
      return { kind: 'lost' as const, lostAfter, problem: `urn:nearside:problem:${slug}` }
    },
  }
}

function lengthOf({ lsn }: Mark): number {
  return Number.parseInt(lsn.slice(2), 16) / 16
}
