/**
 * Which server is the primary, and what became of those that were left behind by a failover. Kept on the disk, since a
 * planet that is killed must come up with the same primary, and must not take a server for a replica that can't be one.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from './atomic-file.ts'

/** `former-primary`: was the primary, on a branch of history that ended. `left-behind`: must be copied anew. */
export type Place = 'primary' | 'replica' | 'former-primary' | 'left-behind'

export type Topology = {
  /** The id of the primary's server. */
  primary(): string
  place(id: string): Place
  /** Written down when it returns. */
  promote(id: string): void
  leaveBehind(id: string): void
  /** It has been copied from the primary. */
  follow(id: string): void
  /** Everything as in a new planet. */
  reset(): void
}

export type TopologyOptions = {
  /** The folder of the databases. */
  readonly dir: string
  /** Of the planet's state: places of another one's servers are none of ours. */
  readonly stateId: string
  /** Where the primary of a new planet stands. */
  readonly first: string
}

export function openTopology({ dir, stateId, first }: TopologyOptions): Topology {
  const file = join(dir, 'topology.json')
  const places = new Map<string, Place>(read(file, stateId) ?? [[first, 'primary']])
  const primary = () => [...places].find(([, place]) => place === 'primary')?.[0] ?? first
  const set = (id: string, place: Place) => {
    places.set(id, place)
    const content: TopologyFile = { state: stateId, places: Object.fromEntries(places) }
    writeAtomically(file, JSON.stringify(content))
  }
  return {
    primary,
    place: (id) => places.get(id) ?? 'replica',
    promote(id) {
      // One write: at no moment are there two primaries on the disk, or none.
      places.set(primary(), 'former-primary')
      set(id, 'primary')
    },
    leaveBehind(id) {
      if (places.get(id) !== 'former-primary') set(id, 'left-behind')
    },
    follow: (id) => set(id, 'replica'),
    reset() {
      places.clear()
      set(first, 'primary')
    },
  }
}

type TopologyFile = { readonly state: string; readonly places: Readonly<Record<string, Place>> }

function read(file: string, stateId: string): [string, Place][] | undefined {
  try {
    const { state, places }: TopologyFile = JSON.parse(readFileSync(file, 'utf8'))
    return state === stateId ? Object.entries(places) : undefined
  } catch {
    return undefined
  }
}
