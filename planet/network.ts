/** All links of a planet: every way that something travels has its own. */
import { CITIES, rttMs } from './cities.ts'
import { type Link, openLink } from './link.ts'

export type PlanetLink = Link & {
  /**
   * `client`: a city's clients to its edge. `edge`: an edge to a region. `database`: a region's app to another region's
   * database. `replication`: a region's replicas to another region's database, or to their own region's.
   */
  readonly kind: 'client' | 'edge' | 'database' | 'replication'
  readonly from: string
  readonly to: string
}

/** Opens the ways of the apps: from every region to the first database server of every other one. */
export async function openDatabaseLinks(ports: Readonly<Record<string, number>>): Promise<PlanetLink[]> {
  return openPairs('database', pairsOf(ports), ports)
}

/**
 * Opens the ways of replication beside those of the apps, so that either may fail without the other.
 * @param withSecond regions whose second replica follows the first, when that is the primary.
 */
export async function openReplicationLinks(
  ports: Readonly<Record<string, number>>,
  withSecond: readonly string[],
): Promise<PlanetLink[]> {
  const within = withSecond.map((region): Pair => [region, region])
  return openPairs('replication', [...pairsOf(ports), ...within], ports)
}

type Pair = readonly [from: string, to: string]

function pairsOf(ports: Readonly<Record<string, number>>): Pair[] {
  const regions = Object.keys(ports)
  return regions.flatMap((from) => regions.filter((to) => to !== from).map((to): Pair => [from, to]))
}

function openPairs(
  kind: PlanetLink['kind'],
  pairs: readonly Pair[],
  ports: Readonly<Record<string, number>>,
): Promise<PlanetLink[]> {
  return Promise.all(pairs.map(([from, to]) => open(kind, from, to, rttMs(from, to), ports[to] ?? 0)))
}

/** @returns the port of the one link of that kind from there to there. */
export function portOfLink(
  links: readonly PlanetLink[],
  kind: PlanetLink['kind'],
  from: string,
  to: string,
): number {
  const found = links.find((link) => link.kind === kind && link.from === from && link.to === to)
  if (!found) throw new RangeError(`no ${kind} link from ${from} to ${to}`)
  return found.port
}

/** Opens the ways from every city's edge to every region's app. */
export async function openEdgeLinks(appPorts: Readonly<Record<string, number>>): Promise<PlanetLink[]> {
  const pairs = CITIES.flatMap(({ id }) =>
    Object.entries(appPorts).map(([region, port]) => ({ id, region, port })),
  )
  return Promise.all(pairs.map(({ id, region, port }) => open('edge', id, region, rttMs(id, region), port)))
}

/** Opens the ways from every city's clients to its edge. */
export async function openClientLinks(edgePorts: Readonly<Record<string, number>>): Promise<PlanetLink[]> {
  const cities = CITIES.flatMap(({ id, clientRttMs }) => {
    const port = edgePorts[id]
    return port === undefined ? [] : [{ id, rttMs: clientRttMs - FRONT_MS, port }]
  })
  return Promise.all(cities.map(({ id, rttMs, port }) => open('client', id, id, rttMs, port)))
}

/** What the front takes of the client's way by itself, at the least: 1.3 ms of a quick request, 1.7 in the median. */
const FRONT_MS = 1.25

/** @returns the ports of links by where they start. */
export function portsByOrigin(links: readonly PlanetLink[]): Readonly<Record<string, number>> {
  return Object.fromEntries(links.map(({ from, port }) => [from, port]))
}

async function open(
  kind: PlanetLink['kind'],
  from: string,
  to: string,
  rtt: number,
  targetPort: number,
): Promise<PlanetLink> {
  const link = await openLink({ rttMs: rtt, targetPort, name: `${kind} ${from}-${to}` })
  return { ...link, kind, from, to }
}
