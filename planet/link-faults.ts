/** The faults of a planet's links: which links each one means, and which are in force. */
import type { Fault } from './faults.ts'
import type { LinkFault } from './link.ts'
import type { PlanetLink } from './network.ts'

type WayFault = Extract<Fault, { link: unknown } | { fault: 'hold-replication' }>

export type LinkFaults = {
  faults(): readonly WayFault[]
  add(fault: WayFault): void
  /** Ends what holds the replication of all regions, and no other fault. */
  release(): void
  clear(): void
  /** Whether anything arrives on that way. */
  passes(kind: PlanetLink['kind'], from: string, to: string): boolean
}

export function openLinkFaults(links: readonly PlanetLink[]): LinkFaults {
  /** A link has one fault at a time: a later one takes its place, and a wider one that of all it covers. */
  const inForce = new Map<PlanetLink, WayFault>()
  const end = (link: PlanetLink) => {
    link.setFault(undefined)
    inForce.delete(link)
  }
  return {
    faults: () => [...new Set(inForce.values())],
    add(fault) {
      for (const link of links.filter((each) => isMeant(fault, each))) {
        link.setFault(toLinkFault(fault))
        // Told of in the order of their coming.
        inForce.delete(link)
        inForce.set(link, fault)
      }
    },
    release() {
      for (const [link, { fault }] of [...inForce]) if (fault === 'hold-replication') end(link)
    },
    clear() {
      for (const link of links) end(link)
    },
    passes(kind, from, to) {
      const way = links.find((link) => link.kind === kind && link.from === from && link.to === to)
      const fault = way?.fault()
      return fault === undefined || fault.kind === 'slow'
    },
  }
}

function isMeant(fault: WayFault, { kind, from, to }: PlanetLink): boolean {
  if (!('link' in fault)) return kind === 'replication'
  switch (fault.link) {
    case 'edge':
      return kind === 'edge' && to === fault.region && (fault.from === undefined || from === fault.from)
    case 'primary':
      return (kind === 'database' || kind === 'replication') && from === fault.region
    case 'replication':
      return kind === 'replication' && from === fault.region
  }
}

function toLinkFault(fault: WayFault): LinkFault {
  switch (fault.fault) {
    case 'slow':
      return { kind: 'slow', extraMs: fault.ms }
    case 'hold-replication':
      return { kind: 'blackhole' }
    default:
      return { kind: fault.fault }
  }
}
