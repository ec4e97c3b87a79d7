/** What is measured: a planet, whose cities and baseline are known, or a deployment, seen from here. */
import { CITIES, REGION_IDS, rttMs } from '../../planet/cities.ts'
import { VANTAGE_HEADER } from '../../planet/front/headers.ts'
import { openLink } from '../../planet/link.ts'
import { BenchError } from '../bench-error.ts'
import { type Client, openClient } from '../client.ts'
import type { Variant } from './kinds.ts'

export type Target = {
  readonly kind: 'planet' | 'deployment'
  readonly url: URL
  /** Id and name. */
  readonly cities: ReadonlyMap<string, string>
  readonly variants: readonly Variant[]
  /** The only region that may answer the baseline's requests, where that is known. */
  readonly baselineRegion: string | undefined
  open(city: string, variant: Variant): Promise<Client>
  close(): Promise<void>
}

/** The city that a deployment's requests come from. */
const HERE = 'here'

/** @throws BenchError where nothing answers there. */
export async function openTarget(url: URL, baselineUrl?: URL): Promise<Target> {
  if (await isPlanet(url)) return planetTarget(url)
  if (baselineUrl) await reach(baselineUrl)
  return {
    kind: 'deployment',
    url,
    cities: new Map([[HERE, 'Here']]),
    variants: baselineUrl ? ['nearside', 'baseline'] : ['nearside'],
    baselineRegion: undefined,
    open: async (_, variant) => openClient(variant === 'baseline' && baselineUrl ? baselineUrl : url),
    close: async () => {},
  }
}

/**
 * The single-region baseline on a planet: the client's own connection goes all the way to the primary's city, and the
 * edge and the region there answer. The link is as long as the way that a request of that city to that region has
 * through its own edge: client leg and city-to-region leg; the last two milliseconds of it are the edge's own.
 */
function planetTarget(url: URL): Target {
  const [home = ''] = REGION_IDS
  const links: { close(): Promise<void> }[] = []

  async function open(city: string, variant: Variant): Promise<Client> {
    if (variant === 'nearside') return openClient(url, { [VANTAGE_HEADER]: city })
    if (city === home) return openClient(url, { [VANTAGE_HEADER]: home })
    const extraMs = rttMs(city, home) - rttMs(home, home)
    const link = await openLink({
      rttMs: extraMs,
      targetPort: Number(url.port || 80),
      name: `${city}>${home}`,
    })
    links.push(link)
    return openClient(new URL(`http://127.0.0.1:${link.port}`), { [VANTAGE_HEADER]: home })
  }

  return {
    kind: 'planet',
    url,
    cities: new Map(CITIES.map(({ id, name }) => [id, name])),
    variants: ['nearside', 'baseline'],
    baselineRegion: home,
    open,
    async close() {
      await Promise.all(links.map((link) => link.close()))
    },
  }
}

async function isPlanet(url: URL): Promise<boolean> {
  const { status, headers } = await reach(new URL('/_planet/status', url))
  return status === 200 && (headers.get('content-type')?.includes('json') ?? false)
}

async function reach(url: URL): Promise<{ readonly status: number; readonly headers: Headers }> {
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
