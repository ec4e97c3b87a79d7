/** Does a change hold everywhere? Pure: no I/O, no clock. */

/** What one isolate said of itself. */
export type Sighting = {
  /** Its data centre. */
  readonly city: string
  readonly isolate: string
  /** Of the overlay that it has in force. Counts the changes, so that a later one holds an earlier one, too. */
  readonly revision: number
  readonly epoch: string
  /** Unix time in milliseconds. */
  readonly atMs: number
}

export type Convergence = {
  /** Cities where every isolate that was seen has it in force. */
  readonly holding: number
  readonly total: number
  /** The others, and the epoch in force there. */
  readonly pending: readonly { readonly city: string; readonly epoch: string }[]
}

/** @param revision that of the change. Of each isolate the latest word counts. */
export function convergence(revision: number, sightings: readonly Sighting[]): Convergence {
  const latest = new Map<string, Sighting>()
  for (const sighting of sightings) {
    const known = latest.get(sighting.isolate)
    if (!known || sighting.atMs >= known.atMs) latest.set(sighting.isolate, sighting)
  }
  const cities = Map.groupBy(latest.values(), ({ city }) => city)
  const pending = [...cities].flatMap(([city, isolates]) => {
    const behind = isolates.find((isolate) => isolate.revision < revision)
    return behind ? [{ city, epoch: behind.epoch }] : []
  })
  return { holding: cities.size - pending.length, total: cities.size, pending }
}
