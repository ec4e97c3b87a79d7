/** Sends every city's requests, all cities at once, each one request at a time. */
import { BenchError } from '../bench-error.ts'
import type { Client } from '../client.ts'
import type { BareLegs, BareSample } from './bare-legs.ts'
import { type KindId, schedule, type Variant } from './kinds.ts'
import type { PlainWay } from './plain-way.ts'
import { createShopper, type Shopper } from './shopper.ts'
import type { Sample } from './summary.ts'
import type { Target } from './target.ts'

export type MeasureOptions = {
  readonly target: Target
  readonly cities: readonly string[]
  readonly kinds: readonly KindId[]
  /** For each city, kind and variant. */
  readonly requests: number
  /** Beside the reads of which city one goes without Nearside, and how. */
  readonly plain?: { readonly city: string; readonly way: PlainWay } | undefined
  readonly onSample: () => void
  readonly signal: AbortSignal
}

/** Enough for connections and the colo's estimates of every region. */
const WARM_UP_ROUNDS = 3

/**
 * Static files and reads for each request that is measured, before all of them: an edge and a region in service run
 * compiled code. On a planet that has just booted a read takes a millisecond more.
 */
const WARM_UP_SHARE = 3
const MOST_WARM_UPS = 200

export type CitySamples = {
  readonly samples: readonly Sample[]
  /** Of each round of each city whose legs are known. */
  readonly bare: readonly BareSample[]
  /** Of each round of the city with a plain way. */
  readonly plain: readonly PlainSample[]
}

/** A read that went without Nearside. */
export type PlainSample = { readonly city: string; readonly round: number; readonly ms: number }

/** @throws BenchError where the target has no products to read. */
export async function measureCities(options: MeasureOptions): Promise<CitySamples> {
  const { target, cities } = options
  const opened: { close(): void }[] = []
  try {
    const clients = await Promise.all(
      cities.flatMap((city) =>
        target.variants.map(async (variant) => {
          const client = await target.open(city, variant)
          opened.push(client)
          return { city, variant, client }
        }),
      ),
    )
    const [first] = clients
    const productIds = first ? await listProducts(first.client) : []
    // The edge of the single region, too: both sides run the same compiled code.
    const edges = new Set([...cities, target.baselineRegion ?? cities[0] ?? ''])
    await Promise.all([...edges].map((city) => warmUp(city, productIds, options)))
    const measured = cities.map(async (city, index) => {
      const own = clients.filter((client) => client.city === city)
      const legs = await target.openBareLegs(city)
      if (legs) opened.push(legs)
      return measureCity(city, own, legs, shifted(productIds, index, cities.length), options)
    })
    const found = await Promise.all(measured)
    return {
      samples: found.flatMap(({ samples }) => samples),
      bare: found.flatMap(({ bare }) => bare),
      plain: found.flatMap(({ plain }) => plain),
    }
  } finally {
    for (const client of opened) client.close()
  }
}

async function warmUp(
  city: string,
  productIds: readonly string[],
  { target, requests, plain, signal }: MeasureOptions,
): Promise<void> {
  const client = await target.open(city, 'nearside')
  try {
    const shopper = createShopper({ client, productIds })
    for (let count = 0; count < Math.min(MOST_WARM_UPS, WARM_UP_SHARE * requests); count++) {
      signal.throwIfAborted()
      await shopper.send('static')
      await shopper.send('read')
      if (plain?.city === city) await plain.way.read(productIds[count % productIds.length] ?? '')
    }
  } finally {
    client.close()
  }
}

async function measureCity(
  city: string,
  clients: readonly { readonly variant: Variant; readonly client: Client }[],
  legs: BareLegs | undefined,
  productIds: readonly string[],
  { target, kinds, requests, plain, onSample, signal }: MeasureOptions,
): Promise<CitySamples> {
  const shoppers = new Map<Variant, Shopper>(
    clients.map(({ variant, client }) => {
      const onlyRegion = variant === 'baseline' ? target.baselineRegion : undefined
      return [variant, createShopper({ client, productIds, onlyRegion })]
    }),
  )
  for (const { kind, variant } of schedule(WARM_UP_ROUNDS, kinds, target.variants)) {
    signal.throwIfAborted()
    await shoppers.get(variant)?.send(kind)
  }
  await legs?.measure().catch(() => undefined)
  async function besides(round: number): Promise<void> {
    if (way) plainReads.push({ city, round, ms: await way.read(productIds[round % productIds.length] ?? '') })
    // One that fails is left out: no request of the city's is.
    const bareMs = await legs?.measure().catch(() => undefined)
    if (bareMs) bare.push({ city, round, ...bareMs })
  }

  let lastRound: number | undefined
  const way = plain?.city === city ? plain.way : undefined
  const bare: BareSample[] = []
  const plainReads: PlainSample[] = []
  const samples: Sample[] = []
  for (const { round, kind, variant } of schedule(requests, kinds, target.variants)) {
    if (lastRound !== round) {
      // Before the requests of one round and behind those of the next, like the variants.
      if (lastRound !== undefined && lastRound % 2 === 1) await besides(lastRound)
      lastRound = round
      if (round % 2 === 0) await besides(round)
    }
    signal.throwIfAborted()
    const answer = await shoppers.get(variant)?.send(kind)
    if (answer) samples.push({ city, kind, variant, round, ...answer })
    onSample()
  }
  if (lastRound !== undefined && lastRound % 2 === 1) await besides(lastRound)
  return { samples, bare, plain: plainReads }
}

async function listProducts(client: Client): Promise<readonly string[]> {
  const path = '/api/products?limit=100'
  const { status, body } = await client.send(path)
  const ids = status === 200 ? idsOf(body.toString()) : []
  if (ids.length > 0) return ids
  throw new BenchError(
    `GET ${path} answered ${status} without any products.`,
    "The bench reads and orders products of the shop: is this the project's app, migrated and seeded?",
  )
}

function idsOf(body: string): readonly string[] {
  try {
    const { items } = JSON.parse(body) as { items?: readonly { readonly id: string }[] }
    return (items ?? []).map(({ id }) => id)
  } catch {
    return []
  }
}

/** Each city begins elsewhere, so that two cities seldom order the same product in the same moment. */
function shifted(ids: readonly string[], index: number, of: number): readonly string[] {
  const start = Math.floor((index * ids.length) / Math.max(1, of))
  return [...ids.slice(start), ...ids.slice(0, start)]
}
