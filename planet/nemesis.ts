/** Makes faults happen, and mends them. One thing at a time, in the order asked for. */
import type { Cluster } from './cluster.ts'
import type { Fault } from './faults.ts'
import type { Inspection } from './inspection.ts'
import type { LinkFault } from './link.ts'
import type { PlanetLink } from './network.ts'
import type { Part } from './part.ts'

export type Nemesis = {
  /** The faults in force. */
  faults(): readonly Fault[]
  /** A fault that is in force already changes nothing. */
  inject(fault: Fault): Promise<void>
  /** Ends every fault, and starts again what ended by itself. Resolves when all of it serves. */
  heal(): Promise<void>
}

export type Targets = {
  readonly cluster: Cluster
  readonly apps: Readonly<Record<string, Part>>
  readonly links: readonly PlanetLink[]
  readonly inspections: Readonly<Record<string, Inspection>>
  /** Resolves when every replica streams and every app that runs is ready. */
  readonly settled: () => Promise<void>
}

export function openNemesis(targets: Targets): Nemesis {
  const onParts = new Map<string, Fault>()
  /** A link has one fault at a time: a later one takes its place, and a wider one that of all it covers. */
  const onLinks = new Map<PlanetLink, Fault>()
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = (work: () => Promise<void>) => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }
  return {
    faults: () => [...onParts.values(), ...new Set(onLinks.values())],
    inject: (fault) =>
      inTurn(async () => {
        if ('link' in fault) {
          for (const link of targets.links.filter((each) => isMeant(fault, each))) {
            link.setFault(toLinkFault(fault))
            // Told of in the order of their coming.
            onLinks.delete(link)
            onLinks.set(link, fault)
          }
        } else {
          await strike(targets, fault)
          onParts.set(`${fault.fault} ${fault.region}`, fault)
        }
      }),
    heal: () =>
      inTurn(async () => {
        await mend(targets)
        onParts.clear()
        onLinks.clear()
      }),
  }
}

async function strike({ cluster, apps, inspections }: Targets, fault: PartFault): Promise<void> {
  switch (fault.fault) {
    case 'crash-app':
      return apps[fault.region]?.kill()
    case 'crash-db':
      return cluster.databases[fault.region]?.kill()
    case 'pause-replay':
      return inspections[fault.region]?.pauseReplay()
  }
}

async function mend({ cluster, apps, inspections, links, settled }: Targets): Promise<void> {
  for (const link of links) link.setFault(undefined)
  await Promise.all(Object.values(cluster.databases).map((database) => database.start()))
  await Promise.all(Object.values(inspections).map((inspection) => inspection.resumeReplay()))
  await Promise.all(Object.values(apps).map((app) => app.start()))
  await settled()
}

type WayFault = Extract<Fault, { link: unknown }>
type PartFault = Exclude<Fault, WayFault>

function isMeant({ link: kind, region, from }: WayFault, link: PlanetLink): boolean {
  if (kind === 'primary') return link.kind === 'primary' && link.from === region
  return link.kind === 'edge' && link.to === region && (from === undefined || link.from === from)
}

function toLinkFault(fault: WayFault): LinkFault {
  return fault.fault === 'slow' ? { kind: 'slow', extraMs: fault.ms } : { kind: fault.fault }
}
