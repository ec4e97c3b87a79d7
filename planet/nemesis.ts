/** Makes faults happen, and mends them. One thing at a time, in the order asked for. */
import type { Cluster, DatabaseServer } from './cluster.ts'
import { failOver } from './failover.ts'
import { deadPrimaries, FaultRefused, faultErrors } from './fault-refusal.ts'
import type { Fault } from './faults.ts'
import type { Inspection } from './inspection.ts'
import { type LinkFaults, openLinkFaults } from './link-faults.ts'
import type { PlanetLink } from './network.ts'
import type { OverlayStore, StoreFault } from './overlay-store.ts'
import type { Part } from './part.ts'
import { promote } from './promotion.ts'
import { serverId } from './servers.ts'
import { ensureStreaming } from './streaming.ts'
import { openStutters, type SlowDb } from './stutter.ts'

export type Nemesis = {
  /** The faults in force. */
  faults(): readonly Fault[]
  /**
   * A fault that is in force already changes nothing.
   * @throws FaultRefused where it makes no sense as things stand.
   */
  inject(fault: Fault): Promise<void>
  /** Ends every fault, and starts again what ended by itself. Resolves when all of it serves. */
  heal(): Promise<void>
  /** Nothing stays stopped. */
  close(): void
}

export type Targets = {
  readonly cluster: Cluster
  readonly apps: Readonly<Record<string, Part>>
  readonly links: readonly PlanetLink[]
  readonly overlayStore: OverlayStore
  /** By the id of the database server. */
  readonly inspections: Readonly<Record<string, Inspection>>
  /** Resolves when every replica streams and every app that runs is ready. */
  readonly settled: () => Promise<void>
}

export function openNemesis(targets: Targets): Nemesis {
  const onParts = new Map<string, PartFault>()
  const onLinks = openLinkFaults(targets.links)
  const onSpeed = openStutters(targets.cluster.servers)
  const { overlayStore } = targets
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = (work: () => Promise<void>) => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }
  return {
    faults: () => [...onParts.values(), ...onLinks.faults(), ...onSpeed.faults(), ...overlayStore.faults()],
    inject: (fault) =>
      inTurn(async () => {
        const errors = faultErrors(fault, targets.cluster.servers.map(standing))
        if (errors.length > 0) throw new FaultRefused(errors)
        if (isOnLinks(fault)) return onLinks.add(fault)
        if (fault.fault === 'slow-db') return onSpeed.add(fault)
        if (isOnStore(fault)) return overlayStore.add(fault)
        await onSpeed.resting(() => strike(targets, onLinks, fault))
        // A promotion ends a pause.
        if (fault.fault === 'failover') onParts.delete(keyOf({ fault: 'pause-replay', region: fault.region }))
        onParts.set(keyOf(fault), fault)
      }),
    heal: () =>
      inTurn(async () => {
        onLinks.clear()
        onSpeed.clear()
        overlayStore.clear()
        await mend(targets)
        onParts.clear()
      }),
    close: () => onSpeed.clear(),
  }
}

type LinkFault = Parameters<LinkFaults['add']>[0]
type PartFault = Exclude<Fault, LinkFault | StoreFault | SlowDb>

function isOnLinks(fault: Fault): fault is LinkFault {
  return 'link' in fault || fault.fault === 'hold-replication'
}

function isOnStore(fault: Fault): fault is StoreFault {
  return fault.fault.startsWith('kv-')
}

function keyOf(fault: PartFault): string {
  return [fault.fault, fault.region, 'server' in fault ? serverId('', fault.server) : ''].join(' ')
}

function standing({ id, region, number, place, part }: DatabaseServer) {
  return { id, region, number, place: place(), state: part.state() }
}

async function strike(targets: Targets, onLinks: LinkFaults, fault: PartFault): Promise<void> {
  const { cluster, apps, inspections } = targets
  switch (fault.fault) {
    case 'crash-app':
      return apps[fault.region]?.kill()
    case 'crash-db':
      return cluster.server(serverId(fault.region, fault.server)).part.kill()
    case 'pause-replay':
      return inspections[serverId(fault.region, fault.server)]?.pauseReplay()
    case 'failover':
      return strikeFailover(targets, onLinks, cluster.server(serverId(fault.region)))
    case 'return-primary': {
      const dead = deadPrimaries(cluster.servers.map(standing))
      const found = dead.find(({ region }) => fault.region === undefined || region === fault.region)
      return found && cluster.server(found.id).part.start()
    }
  }
}

function strikeFailover(targets: Targets, onLinks: LinkFaults, replica: DatabaseServer): Promise<void> {
  const { cluster, inspections } = targets
  return failOver(
    {
      cluster,
      onDead: () => onLinks.release(),
      ensureStreaming: (replicas) => ensureStreaming(targets, replicas),
      canFollow: async ({ id, region }) =>
        onLinks.passes('replication', region, replica.region) &&
        (await inspections[id]?.facts())?.replayPaused === false,
    },
    replica,
  )
}

/** What a failover left behind is of no use but to be copied over, and so is a replica that can't start. */
async function mend(targets: Targets): Promise<void> {
  const { cluster, apps, inspections, settled } = targets
  const primary = cluster.primary()
  const lost = new Set(cluster.servers.filter(({ place }) => !['primary', 'replica'].includes(place())))
  await Promise.all([...lost].map(({ part }) => part.stop()))
  const starts = cluster.replicas().map((replica) => replica.part.start().catch(() => lost.add(replica)))
  await Promise.all([primary.part.start(), ...starts])
  const whole = cluster.replicas().filter((replica) => !lost.has(replica))
  // A failover that went wrong half-way is ended.
  await promote(
    cluster.own(primary),
    whole.map(({ id }) => id),
  )
  await Promise.all(whole.map(({ id }) => inspections[id]?.resumeReplay()))
  await Promise.all([cluster.rebuild([...lost]), ensureStreaming(targets, whole)])
  await Promise.all(Object.values(apps).map((app) => app.start()))
  await settled()
}
