/** The first latency report: what a few requests cost a user in each city. */
import { DATA, REGION, SERVER_TIMING } from '../protocol/headers.ts'
import { parseServerTiming } from '../protocol/server-timing.ts'
import { CITIES } from './cities.ts'
import { VANTAGE_HEADER } from './front/headers.ts'

export type CityReport = {
  readonly city: string
  readonly name: string
  readonly staticFile: Sample
  readonly read: Sample
  readonly write: Sample
}

/** The median of a few requests, or what went wrong. */
export type Sample =
  | {
      readonly ok: true
      readonly ms: number
      readonly region?: string
      readonly data?: string
      readonly floorMs?: number
    }
  | { readonly ok: false; readonly problem: string }

/**
 * A few cities at a time, each warmed up before it is measured: nearly all of it is waiting, but not so many that they wait
 * for each other. An edge would take that for distance, and send its readers elsewhere.
 * @param url of the planet's front.
 */
export async function measureCities(url: string): Promise<readonly CityReport[]> {
  const productId = await firstProduct(url)
  const order = {
    body: JSON.stringify({ productId, quantity: 1 }),
    headers: { 'content-type': 'application/json' },
  }
  const staticFile: Asked = { path: '/', init: { method: 'GET' } }
  const read: Asked = { path: `/api/products/${productId}`, init: { method: 'GET' } }
  const write: Asked = { path: '/api/orders', init: { method: 'POST', ...order } }

  const waiting = CITIES.entries()
  const reports: CityReport[] = []
  async function lane(): Promise<void> {
    for (const [index, { id, name }] of waiting) {
      await warmUp(url, id, [staticFile, read, write])
      reports[index] = {
        city: id,
        name,
        staticFile: await sample(url, id, staticFile),
        read: await sample(url, id, read),
        write: await sample(url, id, write),
      }
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return reports
}

const LANES = 3
/** The first ones open connections and fill caches, in the edge and in the region. */
const WARM_UPS = 2
const MEASURED = 3
const TIMEOUT_MS = 10_000

type Asked = { readonly path: string; readonly init: RequestInit }
type Timed = { readonly response: Response; readonly ms: number }

async function firstProduct(url: string): Promise<string | undefined> {
  const response = await fetch(`${url}/api/products?limit=1`, { signal: AbortSignal.timeout(TIMEOUT_MS) })
  const page = (await response.json()) as { items?: readonly { id: string }[] }
  return page.items?.[0]?.id
}

/** What fails here fails again when it is measured, and is told then. */
async function warmUp(url: string, city: string, requests: readonly Asked[]): Promise<void> {
  for (const request of requests) {
    for (let count = 0; count < WARM_UPS; count += 1) await time(url, city, request).catch(() => undefined)
  }
}

async function sample(url: string, city: string, request: Asked): Promise<Sample> {
  try {
    const measured: Timed[] = []
    for (let count = 0; count < MEASURED; count += 1) measured.push(await time(url, city, request))
    measured.sort((a, b) => a.ms - b.ms)
    return describe(measured[Math.floor(MEASURED / 2)])
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) }
  }
}

async function time(url: string, city: string, { path, init }: Asked): Promise<Timed> {
  const headers = new Headers(init.headers)
  headers.set(VANTAGE_HEADER, city)
  const startMs = performance.now()
  const response = await fetch(`${url}${path}`, { ...init, headers, signal: AbortSignal.timeout(TIMEOUT_MS) })
  await response.arrayBuffer()
  if (!response.ok) throw new Error(`answered ${response.status}`)
  return { response, ms: performance.now() - startMs }
}

function describe(timed: Timed | undefined): Sample {
  if (!timed) return { ok: false, problem: 'nothing was measured' }
  const { response, ms } = timed
  const region = response.headers.get(REGION)
  const data = response.headers.get(DATA)
  const floorMs = parseServerTiming(response.headers.get(SERVER_TIMING)).find(
    ({ name }) => name === 'floor',
  )?.durMs
  return {
    ok: true,
    ms,
    ...(region === null ? {} : { region }),
    ...(data === null ? {} : { data }),
    ...(floorMs === undefined ? {} : { floorMs }),
  }
}
