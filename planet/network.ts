/** All links of a planet: every way that something travels has its own. */
import { CITIES, rttMs } from './cities.ts'
import { type Link, openLink } from './link.ts'

export type PlanetLink = Link & {
  /** `client`: a city's clients to its edge. `edge`: an edge to a region. `primary`: a region to the primary. */
  readonly kind: 'client' | 'edge' | 'primary'
  readonly from: string
  readonly to: string
}

/** Opens the ways from every region to the primary's server. */
export async function openPrimaryLinks(
  regions: readonly string[],
  primary: string,
  targetPort: number,
): Promise<PlanetLink[]> {
  const others = regions.filter((region) => region !== primary)
  return Promise.all(others.map((from) => open('primary', from, primary, rttMs(from, primary), targetPort)))
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

/** What the front takes of the client's way by itself: 0.5 to 0.7 ms alone, up to 2 ms before the whole chain. */
const FRONT_MS = 1

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
