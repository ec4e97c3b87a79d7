/** The newest of many, kept until they are taken. */
export type Recent<T> = {
  /**
   * Pushes the oldest out where there is no room.
   * @param make is called when it is taken: most are pushed out before.
   */
  add(make: () => T): void
  /** @returns those since the last time, the oldest first. */
  take(): readonly T[]
}

export function createRecent<T>(capacity: number): Recent<T> {
  let items: (() => T)[] = []
  return {
    add(make) {
      items.push(make)
      // Not one by one: that would move all of them each time.
      if (items.length >= 2 * capacity) items = items.slice(-capacity)
    },
    take() {
      const taken = items.slice(-capacity)
      items = []
      return taken.map((make) => make())
    },
  }
}
