/** One run: sessions at work, the nemesis at work on the planet, and the checker's judgement of both. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Violation } from './checker/violation.ts'
import { checkRun } from './checker.ts'
import { createClient } from './client.ts'
import { type Entry, writeHistory } from './history.ts'
import { runNemesis } from './nemesis.ts'
import { createPlanetClient } from './planet-client.ts'
import { createRandom } from './random.ts'
import { type Ground, planSchedule } from './schedule.ts'
import { openSession } from './session.ts'
import { readShop, type ShopState } from './shop-state.ts'
import type { Target } from './target.ts'
import { proveAlive, runSession, type World } from './workload.ts'

export type RunOptions = {
  readonly target: Target
  readonly seed: number
  readonly durationMs: number
  readonly sessions: number
  /** Replica servers of a region that has more than one. */
  readonly replicas?: Ground['replicas']
  /** Told of everything as it happens. */
  readonly onEntry?: (entry: Entry) => void
  /** Ends the run early, and in order. */
  readonly signal?: AbortSignal
}

export type RunResult = {
  readonly history: readonly Entry[]
  readonly violations: readonly Violation[]
  /** Where the history is kept; undefined for a run that keeps every promise. */
  readonly file: string | undefined
}

export async function runFaults({
  target,
  seed,
  durationMs,
  sessions: sessionCount,
  replicas = {},
  onEntry = () => {},
  signal = new AbortController().signal,
}: RunOptions): Promise<RunResult> {
  const random = createRandom(seed)
  const history: Entry[] = []
  const record = (entry: Entry) => {
    history.push(entry)
    onEntry(entry)
  }
  const planet = createPlanetClient(target.url, record)
  const client = createClient(target.url, target.bookmarkKeys)
  const { primary, regions } = await planet.status()
  const before = await readShop(target.databaseUrls)
  const newKey = keyMaker()
  const world: World = {
    sessions: Array.from({ length: sessionCount }, (_, id) => openSession({ id, client, record, newKey })),
    shared: [],
    newGoods: goodsMaker(before),
  }
  const ground: Ground = { primary, regions: regions.map(({ id }) => id), replicas }
  const steps = planSchedule(random.fork(0), ground, durationMs)

  // Towards the end all is healed and the sessions go on.
  const healAt = AbortSignal.any([AbortSignal.timeout(Math.round(durationMs * CALM_FROM)), signal])
  const walkEnded = new AbortController()
  const failed = new AbortController()
  const walks = world.sessions.map((session, index) =>
    runSession(session, world, random.fork(index + 1), AbortSignal.any([walkEnded.signal, failed.signal])),
  )
  const calmEndMs = performance.now() + durationMs
  try {
    await runNemesis(planet, steps, healAt)
    await walkUntil(calmEndMs, signal)
  } catch (error) {
    failed.abort()
    keep(history, seed)
    throw error
  } finally {
    walkEnded.abort()
    await Promise.all(walks)
  }
  await Promise.all(
    world.sessions.map((session, index) => proveAlive(session, world, random.fork(-1 - index))),
  )
  const after = await readShop(target.databaseUrls)
  const violations = checkRun({ history, before, after })
  return {
    history,
    violations,
    file: violations.length > 0 ? keep(history, seed, { before, after }) : undefined,
  }
}

const CALM_FROM = 0.85
const ARTIFACTS_DIR = join(import.meta.dirname, '../.artifacts/faults')

/** @returns the file of the history; the tables stand beside it. */
function keep(
  history: readonly Entry[],
  seed: number,
  tables?: { readonly before: ShopState; readonly after: ShopState },
): string {
  const file = join(ARTIFACTS_DIR, `${seed}.jsonl`)
  writeHistory(file, history, tables)
  return file
}

/** Keys of this run are none of another run's with the same seed. */
function keyMaker(): () => string {
  const run = randomBytes(6).toString('hex')
  let count = 0
  return () => `faults-${run}-${count++}`
}

/** Each quantity of a product once, so that an order in the table tells which key it is of. */
function goodsMaker({ products }: ShopState): World['newGoods'] {
  const chosen = products.slice(0, MOST_PRODUCTS)
  let count = 0
  return () => {
    const productId = chosen[count % chosen.length]?.id ?? ''
    return { productId, quantity: 1 + (Math.floor(count++ / chosen.length) % MOST_QUANTITY) }
  }
}

/** Few enough that sessions meet at their shelves. */
const MOST_PRODUCTS = 200
const MOST_QUANTITY = 1_000

async function walkUntil(endMs: number, signal: AbortSignal): Promise<void> {
  const left = Math.max(0, Math.round(endMs - performance.now()))
  const done = AbortSignal.any([AbortSignal.timeout(left), signal])
  if (done.aborted) return
  await new Promise((resolve) => done.addEventListener('abort', resolve, { once: true }))
}
