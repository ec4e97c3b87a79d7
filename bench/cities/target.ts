/** What is measured: a planet, whose cities and baseline are known, or a deployment, seen from here. */
import { CITIES, type City, cfOf, REGION_IDS, rttMs } from '../../planet/cities.ts'
import { edgeRequestHeaders } from '../../planet/front/headers.ts'
import { openLink } from '../../planet/link.ts'
import type { PlanetStatus } from '../../planet/status.ts'
import { BenchError } from '../bench-error.ts'
import { type Answer, type Client, openClient } from '../client.ts'
import { type BareLegs, type BareServer, openBareServer } from './bare-legs.ts'
import type { Variant } from './kinds.ts'
import { legsOf } from './legs.ts'

export type Target = {
  readonly kind: 'planet' | 'deployment'
  readonly url: URL
  /** Id and name. */
  readonly cities: ReadonlyMap<string, string>
  readonly variants: readonly Variant[]
  /** The only region that may answer the baseline's requests, where that is known. */
  readonly baselineRegion: string | undefined
  open(city: string, variant: Variant): Promise<Client>
  /** @returns undefined where nobody knows how long they are. */
  openBareLegs(city: string): Promise<BareLegs | undefined>
  close(): Promise<void>
}

/** The city that a deployment's requests come from. */
const HERE = 'here'

/** @throws BenchError where nothing answers there. */
export async function openTarget(url: URL, baselineUrl?: URL): Promise<Target> {
  const edgePorts = await edgesOf(url)
  if (edgePorts) return planetTarget(url, edgePorts)
  if (baselineUrl) await reach(baselineUrl)
  return {
    kind: 'deployment',
    url,
    cities: new Map([[HERE, 'Here']]),
    variants: baselineUrl ? ['nearside', 'baseline'] : ['nearside'],
    baselineRegion: undefined,
    open: async (_, variant) => openClient(variant === 'baseline' && baselineUrl ? baselineUrl : url),
    openBareLegs: async () => undefined,
    close: async () => {},
  }
}

/**
 * A planet's edges, each over a link of its own that is as long as the way of that city's clients: what a client has of
 * a deployment. The planet's front, which no deployment has, is left out; what it tells an edge is told here.
 * The single-region baseline has one link all the way to the edge in the primary's city, as long as the way that a
 * request of that city has to the region there: client leg and city-to-region leg. The last two milliseconds are the edge's own.
 */
function planetTarget(url: URL, edgePorts: ReadonlyMap<string, number>): Target {
  const [home = ''] = REGION_IDS
  const links: { close(): Promise<void> }[] = []
  let bareServer: Promise<BareServer> | undefined

  async function open(id: string, variant: Variant): Promise<Client> {
    const at = variant === 'baseline' ? home : id
    const client = CITIES.find((city) => city.id === id)
    const edge = CITIES.find((city) => city.id === at)
    const targetPort = edgePorts.get(at)
    if (!client || !edge || !targetPort) throw new BenchError(`The planet has no edge in ${at}.`)
    const onwardMs = variant === 'baseline' ? rttMs(id, home) - rttMs(home, home) : 0
    const link = await openLink({
      ...{ rttMs: client.clientRttMs + onwardMs, targetPort },
      name: `${id}>${at}`,
    })
    links.push(link)
    return openClient(new URL(`http://127.0.0.1:${link.port}`), saidTo(edge))
  }

  return {
    kind: 'planet',
    url,
    cities: new Map(CITIES.map(({ id, name }) => [id, name])),
    variants: ['nearside', 'baseline'],
    baselineRegion: home,
    open,
    async openBareLegs(city) {
      const legs = legsOf(city)
      if (!legs) return undefined
      bareServer ??= openBareServer()
      return (await bareServer).open(legs)
    },
    async close() {
      await Promise.all(links.map((link) => link.close()))
      await (await bareServer)?.[Symbol.asyncDispose]()
    },
  }
}

/** @returns the headers by which an edge of a planet knows where its client is. */
function saidTo(city: City): Readonly<Record<string, string>> {
  const raw = edgeRequestHeaders([], { clientAddress: '127.0.0.1', cf: cfOf(city) })
  return Object.fromEntries(raw.flatMap((name, index) => (index % 2 ? [] : [[name, raw[index + 1] ?? '']])))
}

/** @returns the ports of its edges by city; undefined of what is no planet. */
async function edgesOf(url: URL): Promise<ReadonlyMap<string, number> | undefined> {
  const { status, headers, body } = await reach(new URL('/_planet/status', url))
  if (status !== 200 || !headers.get('content-type')?.includes('json')) return undefined
  const { cities }: Pick<PlanetStatus, 'cities'> = JSON.parse(body.toString())
  return new Map(cities.map(({ id, edgePort }) => [id, edgePort]))
}

async function reach(url: URL): Promise<Answer> {
  const client = openClient(url)
  try {
    return await client.send(url.pathname)
  } catch (error) {
    const cause = error instanceof Error ? error.message || error.name : String(error)
    throw new BenchError(
      `Nothing answers at ${url.origin}: ${cause}.`,
      'Check the address, or leave out --url to boot a planet on this machine.',
    )
  } finally {
    client.close()
  }
}
