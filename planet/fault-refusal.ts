/** Whether a fault can be made on the planet as it stands now. Pure. */
import type { Fault, FieldError } from './faults.ts'
import type { PartState } from './part.ts'
import { PlanetError } from './planet-error.ts'
import { type ServerName, serverId } from './servers.ts'
import type { Place } from './topology.ts'

/** One database server, as it stands now. */
export type Standing = ServerName & { readonly place: Place; readonly state: PartState }

export class FaultRefused extends PlanetError {
  readonly errors: readonly FieldError[]

  constructor(errors: readonly FieldError[]) {
    super(`Can't do this fault: ${errors.map(({ field, message }) => `${field} ${message}`).join('; ')}`)
    this.errors = errors
  }
}

/** @returns what is wrong with it, by field; nothing where it can be made. */
export function faultErrors(fault: Fault, servers: readonly Standing[]): readonly FieldError[] {
  switch (fault.fault) {
    case 'crash-app':
    case 'hold-replication':
    case 'slow-db':
    case 'kv-down':
    case 'kv-hang':
    case 'kv-garbage':
    case 'kv-slow':
      return []
    case 'crash-db':
      return serverErrors(fault, servers)
    case 'pause-replay':
      return pauseErrors(fault, servers)
    case 'cut':
    case 'blackhole':
    case 'slow':
      return linkErrors(fault, servers)
    case 'failover':
      return failoverErrors(fault.region, servers)
    case 'return-primary':
      return returnErrors(fault.region, servers)
  }
}

/** @returns the former primaries that can come back. */
export function deadPrimaries<T extends Standing>(servers: readonly T[]): readonly T[] {
  return servers.filter(({ place, state }) => place === 'former-primary' && state !== 'running')
}

type AtServer = Extract<Fault, { fault: 'crash-db' | 'pause-replay' }>

function find({ region, server }: AtServer, servers: readonly Standing[]): Standing | undefined {
  return servers.find(({ id }) => id === serverId(region, server))
}

function serverErrors(fault: AtServer, servers: readonly Standing[]): readonly FieldError[] {
  if (find(fault, servers)) return []
  return [{ field: 'server', message: `${fault.region} has no second server` }]
}

function pauseErrors(fault: AtServer, servers: readonly Standing[]): readonly FieldError[] {
  const found = find(fault, servers)
  if (!found) return serverErrors(fault, servers)
  const { region } = fault
  if (found.place === 'primary')
    return [{ field: 'region', message: `${region} holds the primary, which replays nothing` }]
  if (found.place === 'former-primary')
    return [{ field: 'region', message: `${region} holds a former primary, which replays nothing` }]
  return found.state === 'running'
    ? []
    : [{ field: 'region', message: `the replica in ${region} does not run (${found.state})` }]
}

function linkErrors(
  { region, link }: Extract<Fault, { link: unknown }>,
  servers: readonly Standing[],
): readonly FieldError[] {
  if (link === 'edge') return []
  const own = servers.filter((each) => each.region === region)
  if (!own.some(({ place }) => place === 'primary')) return []
  if (link === 'replication' && own.length > 1) return []
  return [{ field: 'link', message: `${region} holds the primary: no link lies between` }]
}

function failoverErrors(region: string, servers: readonly Standing[]): readonly FieldError[] {
  const target = servers.find(({ id }) => id === serverId(region))
  const refuse = (message: string) => [{ field: 'region', message }]
  if (!target) return refuse(`${region} has no database`)
  switch (target.place) {
    case 'primary':
      return refuse(`${region} holds the primary already: ${othersOf(servers)}`)
    case 'former-primary':
    case 'left-behind':
      return refuse(`the database in ${region} was left behind by a failover: heal first`)
    case 'replica':
      return target.state === 'running'
        ? []
        : refuse(`the replica in ${region} does not run (${target.state}): heal first`)
  }
}

/** Who could take its place. */
function othersOf(servers: readonly Standing[]): string {
  const able = servers.filter(
    ({ number, place, state }) => number === 1 && place === 'replica' && state === 'running',
  )
  return able.length === 0
    ? 'no other region has a replica that runs, heal first'
    : `expected one of ${able.map(({ region }) => region).join(', ')}`
}

function returnErrors(region: string | undefined, servers: readonly Standing[]): readonly FieldError[] {
  const dead = deadPrimaries(servers)
  if (dead.length === 0)
    return [{ field: 'fault', message: 'there is no former primary that is dead: make a failover first' }]
  const found = dead.map((each) => each.region).join(', ')
  if (region === undefined)
    return dead.length === 1 ? [] : [{ field: 'region', message: `is missing (one of ${found})` }]
  return dead.some((each) => each.region === region)
    ? []
    : [{ field: 'region', message: `${region} has no former primary that is dead, ${found} has` }]
}
