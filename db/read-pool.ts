import type { PoolUse } from './pool-use.ts'
import { NoAnswer, openReadConnection, type Read, type ReadConnection } from './read-connection.ts'
import { ConnectionLost } from './read-exchange.ts'
import { isSame, later, type PositionFields, readTold, type Told } from './read-position.ts'
import type { ReadQuery } from './read-statements.ts'

export type ReadPool = {
  /** @throws with a `code` that `databaseTrouble` knows where the server can't be reached or does not answer in time. */
  read(query: ReadQuery): Promise<Read>
  /** The latest position that reads have brought: behind a read it is at or after its snapshot, whoever has brought it. */
  readonly told: Told | undefined
  readonly use: PoolUse
  /** What is under way may end, for a moment; what waits fails. */
  close(): Promise<void>
}

export type ReadPoolOptions = {
  /** The most connections that are open at once. */
  readonly connections: number
  /** A read's whole time, more than a statement may take in the server: past it the connection is dead, and nobody has noticed. */
  readonly longestMs?: number
}

const OVERDUE_EVERY_MS = 250
const CLOSE_TIMEOUT_MS = 1_000

type Waiter = {
  readonly resolve: (connection: ReadConnection) => void
  readonly reject: (error: unknown) => void
  readonly sinceMs: number
}

/**
 * Connections for reads, opened when they are needed. One read at a time on each, in the order of asking: sent behind a
 * slow one over the same connection, a quick one would be held up while another connection comes free.
 */
export function createReadPool(
  url: string,
  { connections: most, longestMs = 6_000 }: ReadPoolOptions,
): ReadPool {
  const open = new Set<ReadConnection>()
  const idle: ReadConnection[] = []
  const busySinceMs = new Map<ReadConnection, number>()
  const waiting: Waiter[] = []
  let connecting = 0
  let isClosed = false
  let told: Told | undefined
  let toldBy: PositionFields = []
  const watchdog = setInterval(endOverdue, OVERDUE_EVERY_MS).unref()

  async function read(query: ReadQuery): Promise<Read> {
    const connection = idle.pop() ?? (await acquire())
    busySinceMs.set(connection, performance.now())
    try {
      const answer = await connection.run(query)
      learn(answer.position, connection.incarnation)
      return answer
    } finally {
      busySinceMs.delete(connection)
      release(connection)
    }
  }

  function learn(fields: PositionFields, incarnation: string): void {
    if (told?.incarnation !== incarnation) told = readTold(fields, incarnation)
    else if (!isSame(fields, toldBy)) told = later(told, readTold(fields, incarnation))
    toldBy = fields
  }

  function acquire(): Promise<ReadConnection> {
    if (isClosed) return Promise.reject(new ConnectionLost('the pool is closed'))
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject, sinceMs: performance.now() })
      connect()
    })
  }

  function release(connection: ReadConnection): void {
    if (!connection.usable) return
    const next = waiting.shift()
    if (next) next.resolve(connection)
    else if (isClosed) connection.close()
    else idle.push(connection)
  }

  /** As many as wait, as far as there is room. A failure is told to who has waited longest. */
  function connect(): void {
    while (!isClosed && connecting < waiting.length && open.size + connecting < most) {
      connecting += 1
      openReadConnection(url)
        .then(add, (error: unknown) => waiting.shift()?.reject(error))
        .finally(() => {
          connecting -= 1
          connect()
        })
    }
  }

  function add(connection: ReadConnection): void {
    // Those of the life before have nobody at their other end.
    for (const each of open) {
      if (each.incarnation !== connection.incarnation)
        each.destroy(new ConnectionLost('the server was started anew'))
    }
    open.add(connection)
    void connection.ended.then(() => {
      open.delete(connection)
      const index = idle.indexOf(connection)
      if (index !== -1) idle.splice(index, 1)
      connect()
    })
    release(connection)
  }

  function endOverdue(): void {
    const latestMs = performance.now() - longestMs
    const late = () => new NoAnswer(`no answer within ${longestMs} ms`)
    for (const [connection, sinceMs] of busySinceMs) if (sinceMs < latestMs) connection.destroy(late())
    for (let first = waiting[0]; first && first.sinceMs < latestMs; first = waiting[0]) {
      waiting.shift()
      first.reject(late())
    }
  }

  return {
    read,
    get told() {
      return told
    },
    get use() {
      return { most, inUse: open.size - idle.length, idle: idle.length, waiting: waiting.length }
    },
    async close() {
      isClosed = true
      for (const { reject } of waiting.splice(0)) reject(new ConnectionLost('the pool is closed'))
      for (const connection of idle.splice(0)) connection.close()
      const timer = setTimeout(() => {
        for (const connection of open) connection.destroy(new ConnectionLost('the pool is closed'))
      }, CLOSE_TIMEOUT_MS)
      await Promise.all([...open].map(({ ended }) => ended))
      clearTimeout(timer)
      clearInterval(watchdog)
    },
  }
}
