/** What sessions do: they hop between cities, order, change, read, repeat, and hand bookmarks on. */
import { CITIES } from '../../planet/cities.ts'
import { pause } from './attempts.ts'
import type { Operation } from './history.ts'
import type { Random } from './random.ts'
import type { Goods, Session } from './session.ts'

/** What all sessions of a run have in common. */
export type World = {
  readonly sessions: readonly Session[]
  /** Orders that anybody may change and read. */
  readonly shared: string[]
  /** @returns goods that nobody else orders in that quantity, so that an order in the table tells whose it is. */
  newGoods(): Goods
}

/** Goes on until `until` aborts; an operation that is under way is finished. */
export async function runSession(
  session: Session,
  world: World,
  random: Random,
  until: AbortSignal,
): Promise<void> {
  const walk: Walk = { session, world, random, own: [], writes: [], notes: 0 }
  while (!until.aborted) {
    await random.weighted(ACTIONS)(walk)
    await pause(random.int(LONGEST_PAUSE_MS))
  }
}

/** After the last healing: writes, and reads it, until both have gone well. */
export async function proveAlive(session: Session, world: World, random: Random): Promise<void> {
  const endMs = performance.now() + PROVE_WITHIN_MS
  do {
    const { outcome, orderId } = await session.order(cityOf(random), world.newGoods())
    if (outcome === 'ok' && orderId) {
      const { version } = await session.read(cityOf(random), orderId)
      if (version) return
    }
    await pause(LONGEST_PAUSE_MS)
  } while (performance.now() < endMs)
}

const LONGEST_PAUSE_MS = 200
const PROVE_WITHIN_MS = 45_000
/** A session remembers so many of its own, the last ones: what is long ago has long been checked. */
const REMEMBERED = 20
const MOST_SHARED = 40

type Walk = {
  readonly session: Session
  readonly world: World
  readonly random: Random
  readonly own: string[]
  readonly writes: Operation[]
  notes: number
}

type Action = (walk: Walk) => Promise<unknown>

const ACTIONS: readonly (readonly [weight: number, action: Action])[] = [
  [20, place],
  [14, (walk) => change(walk, walk.own)],
  [12, (walk) => change(walk, walk.world.shared)],
  [22, (walk) => look(walk, walk.own, 'read-own')],
  [16, (walk) => look(walk, walk.world.shared, 'read-shared')],
  [10, again],
  [3, cancel],
  [3, takeOver],
]

async function place(walk: Walk): Promise<void> {
  const placed = await walk.session.order(cityOf(walk.random), walk.world.newGoods())
  await remember(walk, placed)
  if (placed.outcome !== 'ok' || !placed.orderId) return
  keep(walk.own, placed.orderId, REMEMBERED)
  if (walk.random.chance(0.1)) keep(walk.world.shared, placed.orderId, MOST_SHARED)
}

async function change(walk: Walk, orders: string[]): Promise<unknown> {
  const { session, random } = walk
  if (orders.length === 0) return place(walk)
  const orderId = random.pick(orders)
  const note = `${session.id}-${walk.notes++}`
  return settle(walk, orders, await session.patch(cityOf(random), orderId, note))
}

async function cancel(walk: Walk): Promise<unknown> {
  const { session, own, random } = walk
  if (own.length === 0) return place(walk)
  return settle(walk, own, await session.cancel(cityOf(random), random.pick(own)))
}

async function look(walk: Walk, orders: string[], kind: 'read-own' | 'read-shared'): Promise<unknown> {
  if (orders.length === 0) return place(walk)
  const seen = await walk.session.read(cityOf(walk.random), walk.random.pick(orders), kind)
  return settle(walk, orders, seen)
}

/** Sends an earlier write again; four times in ten from two cities at the same moment. */
async function again(walk: Walk): Promise<unknown> {
  const { session, writes, random } = walk
  if (writes.length === 0) return place(walk)
  const city = cityOf(random)
  const cities = random.chance(0.4) ? [city, random.pick(others(city))] : [city]
  return session.repeat(cities, random.pick(writes))
}

async function takeOver({ session, world, random }: Walk): Promise<void> {
  session.takeOver(random.pick(world.sessions.filter(({ id }) => id !== session.id)))
}

/** An order that is not there is no longer asked for; a loss may be mended. */
async function settle(walk: Walk, orders: string[], done: Operation): Promise<void> {
  const { orderId, status } = done
  const at = status === 404 && orderId ? orders.indexOf(orderId) : -1
  if (at >= 0) orders.splice(at, 1)
  return remember(walk, done)
}

/** After a loss the session sends what it wrote last again, three times in four. */
async function remember(walk: Walk, done: Operation): Promise<void> {
  const { writes, random, session } = walk
  const last = writes.at(-1)
  if (done.write && done.outcome !== 'refused') keep(writes, done, REMEMBERED)
  if (done.outcome !== 'lost' || !last || random.chance(0.25)) return
  for (const mended of await session.repeat([cityOf(random)], last))
    if (mended.outcome === 'ok' && mended.write === 'order' && mended.orderId)
      keep(walk.own, mended.orderId, REMEMBERED)
}

function keep<T>(list: T[], value: T, most: number): void {
  list.push(value)
  if (list.length > most) list.shift()
}

const CITY_IDS = CITIES.map(({ id }) => id)

function cityOf(random: Random): string {
  return random.pick(CITY_IDS)
}

function others(city: string): readonly string[] {
  return CITY_IDS.filter((id) => id !== city)
}
