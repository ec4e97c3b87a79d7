/** How much of a connection pool is in use. */
export type PoolUse = {
  /** The most connections that it opens. */
  readonly most: number
  readonly inUse: number
  /** Open and free; undefined for a pool that opens them when they are needed and does not tell. */
  readonly idle: number | undefined
  /** Who waits for a connection. */
  readonly waiting: number
}

export type UseCounter = {
  /** Counts `work` as one connection for as long as it runs. */
  during<T>(work: () => Promise<T>): Promise<T>
  readonly use: PoolUse
}

/** For a pool that doesn't tell its use itself. */
export function countUse(most: number): UseCounter {
  let running = 0
  return {
    async during(work) {
      running += 1
      try {
        return await work()
      } finally {
        running -= 1
      }
    },
    get use() {
      return { most, inUse: Math.min(running, most), idle: undefined, waiting: Math.max(0, running - most) }
    },
  }
}
