import { type ConnectOptions, connectReader, type Reader, type ReadHandle } from './connect.ts'
import type { Lineage } from './lineage.ts'
import { type Watched, type Watcher, type WatchOptions, watch } from './watch.ts'

/**
 * One of a region's own servers: what watches it and what reads from it go to the same address, so that what the watcher
 * has seen there is there for the reads. An address behind which several servers take turns would break that.
 */
export type Server = {
  /** Its address: `host:port`. */
  readonly name: string
  readonly reader: Reader
  readonly watcher: Watcher
  read<T>(query: (db: ReadHandle) => Promise<T>): Promise<Found<T>>
  /**
   * Likewise, over connections that are opened for those who ask so while it goes on: the pool's may all have died together.
   * As many as the pool has at the most, with a read for each; who finds them taken asks the pool: a server that comes back is
   * not stormed, and nobody waits behind a slow one.
   */
  afresh<T>(query: (db: ReadHandle) => Promise<T>): Promise<Found<T>>
}

export type Found<T> = {
  readonly found: T
  /**
   * The server as it was at or after the read's snapshot: a position from before it would be less than the read has shown.
   * Of another incarnation where it was started anew meanwhile.
   */
  readonly after: Watched
}

export type Servers = {
  readonly all: readonly Server[]
  close(): Promise<void>
}

export type ServersOptions = ConnectOptions &
  Omit<WatchOptions, 'onIdentity' | 'onUnreachable'> & {
    /** One for each of the region's servers. */
    readonly urls: readonly string[]
    readonly lineage: Lineage
  }

export function openServers({ urls, lineage, connections, ...watching }: ServersOptions): Servers {
  const all = urls.map((url): Server => {
    const open = () => connectReader(url, connections === undefined ? {} : { connections })
    let reader = open()
    let spare: { readonly reader: Reader; users: number } | undefined
    const watcher = watch(url, {
      ...watching,
      onIdentity: (identity) => lineage.learn(identity, 'own server'),
      // Its connections may hang in the same black hole, where nothing would ever tell them.
      onUnreachable() {
        void reader.close()
        reader = open()
        spare = undefined
      },
    })
    async function readOver<T>(over: Reader, query: (db: ReadHandle) => Promise<T>): Promise<Found<T>> {
      const found = await query(over.db)
      // It came with the rows. What has changed its role or timeline meanwhile, or was started anew, is asked for all of it.
      const after = (over.told && watcher.hear(over.told)) ?? (await watcher.look())
      return { found, after }
    }
    return {
      name: new URL(url).host,
      get reader() {
        return reader
      },
      watcher,
      read: (query) => readOver(reader, query),
      async afresh(query) {
        spare ??= { reader: open(), users: 0 }
        const mine = spare
        if (mine.users >= mine.reader.use.most) return readOver(reader, query)
        mine.users += 1
        try {
          return await readOver(mine.reader, query)
        } finally {
          mine.users -= 1
          if (mine.users === 0) {
            if (spare === mine) spare = undefined
            void mine.reader.close()
          }
        }
      },
    }
  })
  return {
    all,
    async close() {
      await Promise.all(all.flatMap(({ reader, watcher }) => [reader.close(), watcher.close()]))
    },
  }
}

/** @returns whether the server is the primary, as far as is known: of our database's newest timeline that was seen. */
export function isPrimary(watched: Watched, { highest, isOther }: Lineage): boolean {
  return (
    watched.state === 'reachable' &&
    watched.seen.role === 'primary' &&
    watched.seen.position.timeline >= highest &&
    !isOther(watched.identity.epoch)
  )
}
