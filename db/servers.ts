import { type ConnectOptions, connectReader, type Reader } from './connect.ts'
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
  /** Reads over a connection that is opened for it alone: the pool's may all have died together. */
  afresh<T>(query: (reader: Reader) => Promise<T>): Promise<T>
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
    const watcher = watch(url, {
      ...watching,
      onIdentity: (identity) => lineage.learn(identity, 'own server'),
      // Its connections may hang in the same black hole, where nothing would ever tell them.
      onUnreachable() {
        void reader.close()
        reader = open()
      },
    })
    return {
      name: new URL(url).host,
      get reader() {
        return reader
      },
      watcher,
      async afresh(query) {
        const fresh = connectReader(url, { connections: 1 })
        try {
          return await query(fresh)
        } finally {
          void fresh.close()
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
