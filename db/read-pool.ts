import { openInFlight } from './in-flight.ts'
import type { PoolUse } from './pool-use.ts'
import { NoAnswer, openReadConnection, type Read, type ReadConnection } from './read-connection.ts'
import { ConnectionLost, NeverSent } from './read-exchange.ts'
import { isSame, later, type PositionFields, readTold, serverMs, type Told } from './read-position.ts'
import { createQuickness } from './read-quickness.ts'
import type { ReadQuery } from './read-statements.ts'
import { checkParameters } from './read-values.ts'

export type ReadPool = {
  /**
   * @throws with a `code` that `databaseTrouble` knows where the server can't be reached or does not answer in time; a TypeError
   * where the read's parameters can't be sent, or it changes its session.
   */
  read(query: ReadQuery): Promise<Read>
  /** The latest position that reads have brought: behind a read it is at or after its snapshot, whoever has brought it. Forgotten when the last connection is lost. */
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
  /** What reads that go together may take in the server, all of them. */
  readonly quickMs?: number | undefined
}

const OVERDUE_EVERY_MS = 250
const CLOSE_TIMEOUT_MS = 1_000

type Asked = ReadQuery & {
  readonly resolve: (read: Read) => void
  readonly reject: (error: unknown) => void
  readonly sinceMs: number
}

/**
 * Connections for reads, opened when they are needed. Who has waited longest goes next. Reads that come in the same turn of the event
 * loop and are known to be quick go over one connection together, with one position behind them: most of what a read costs
 * this process is the write to the socket. Any other goes alone: what is slow must not hold up what is quick. So quick reads may go
 * before slow ones that have waited longer, together with the one whose turn it is, and never in the place of one.
 */
export function createReadPool(
  url: string,
  { connections: most, longestMs = 6_000, quickMs }: ReadPoolOptions,
): ReadPool {
  const open = new Set<ReadConnection>()
  const idle: ReadConnection[] = []
  const busy = openInFlight<{ readonly connection: ReadConnection; readonly sinceMs: number }>()
  const waiting: Asked[] = []
  const quickness = createQuickness(quickMs)
  let connecting = 0
  let isClosed = false
  let isDue = false
  /** Lately, while others were open. */
  let isRefused = false
  let told: Told | undefined
  let toldBy: PositionFields = []
  const watchdog = setInterval(endOverdue, OVERDUE_EVERY_MS).unref()

  async function read({ text, parameters }: ReadQuery): Promise<Read> {
    checkParameters(parameters)
    if (isClosed) throw new ConnectionLost('the pool is closed')
    return new Promise((resolve, reject) => {
      waiting.push({ text, parameters, resolve, reject, sinceMs: performance.now() })
      if (busy.size === 0) send()
      else if (!isDue) {
        isDue = true
        setImmediate(send)
      }
    })
  }

  function send(): void {
    isDue = false
    while (waiting.length > 0) {
      const connection = idle.pop()
      if (!connection) break
      // It is about to leave the pool.
      if (!connection.usable) continue
      void run(connection, quickness.takeTogether(waiting, connection.knows))
    }
    connect()
  }

  async function run(connection: ReadConnection, asked: readonly Asked[]): Promise<void> {
    const end = busy.begin({ connection, sinceMs: performance.now() })
    try {
      const { reads, position } = await connection.run(asked)
      learn(position, connection.incarnation)
      quickness.took(asked, serverMs(position))
      for (const [index, { resolve }] of asked.entries()) {
        const read = reads[index]
        if (!read) throw new Error('the server has not answered all of the reads')
        resolve(read)
      }
    } catch (error) {
      if (error instanceof NeverSent && !connection.usable && !isClosed) waiting.unshift(...asked)
      else if (asked.length === 1 || isClosed || !connection.usable)
        for (const { reject } of asked) reject(error)
      else {
        // One of them: each tells for itself when it goes alone.
        quickness.failed(asked)
        waiting.unshift(...asked)
      }
    } finally {
      end()
      release(connection)
    }
  }

  function learn(fields: PositionFields, incarnation: string): void {
    if (told?.incarnation !== incarnation) told = readTold(fields, incarnation)
    else if (!isSame(fields, toldBy)) told = later(told, readTold(fields, incarnation))
    toldBy = fields
  }

  function release(connection: ReadConnection): void {
    // What a lost one never sent goes by another that is free.
    if (!connection.usable) send()
    else if (isClosed) connection.close()
    else {
      idle.push(connection)
      send()
    }
  }

  /**
   * As many as wait, as far as there is room. A failure is told to who has waited longest, where nothing is open that will serve
   * it; else more are tried for in a moment.
   */
  function connect(): void {
    if (isRefused && open.size > 0) return
    while (!isClosed && connecting < waiting.length && open.size + connecting < most) {
      connecting += 1
      openReadConnection(url)
        .then(add, (error: unknown) => {
          isRefused = open.size > 0
          if (!isRefused) waiting.shift()?.reject(error)
        })
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
      // A crash of the server ends all of them, and may take back what a replica had told; its postmaster lives on.
      if (open.size === 0) [told, toldBy] = [undefined, []]
      connect()
    })
    release(connection)
  }

  function endOverdue(): void {
    const latestMs = performance.now() - longestMs
    const late = () => new NoAnswer(`no answer within ${longestMs} ms`)
    for (const { connection, sinceMs } of busy.all()) if (sinceMs < latestMs) connection.destroy(late())
    for (let [first] = waiting; first && first.sinceMs < latestMs; [first] = waiting) {
      waiting.shift()
      first.reject(late())
    }
    isRefused = false
    connect()
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
