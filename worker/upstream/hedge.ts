/**
 * A read that is not answered in time is also sent to the next-best region: the first good answer counts, the other try
 * is given up. Off unless the config says `hedge`, and within a budget.
 */
import type { MeshConfig, RegionConfig } from '../config.ts'
import type { Fields } from '../fields.ts'
import { tryTimeoutMs } from '../resilience/deadline.ts'
import type { Plan } from '../routing/plan.ts'
import type { HealthStore } from './health-store.ts'
import type { AttemptFailure, Try, TryResult } from './outcome.ts'

/** Where the first try of a plan is also sent, and when. */
type Hedge = { readonly region: RegionConfig; readonly afterMs: number; readonly isLast: boolean }

export type Tried = {
  readonly result: TryResult
  /** Whose result it is. */
  readonly region: RegionConfig
  /** Whether the plan's second region was asked, too. */
  readonly wasHedged: boolean
  /** How the other try failed, where both did. */
  readonly others: readonly AttemptFailure[]
}

export type Hedging = {
  readonly config: MeshConfig
  readonly store: HealthStore
  readonly request: Request
  /** As they go to a region. */
  readonly headers: Fields
  readonly tryRegion: (wanted: Try) => Promise<TryResult>
}

/** @param first the first try of the plan. */
export async function tryFirst(plan: Plan, hedging: Hedging, first: Try): Promise<Tried> {
  const hedge = hedgeOf(plan, hedging)
  if (hedge) return tryTwice(hedging, first, hedge)
  return alone(first.region, await hedging.tryRegion(first))
}

export function alone(region: RegionConfig, result: TryResult): Tried {
  return { result, region, wasHedged: false, others: [] }
}

/** @returns undefined where the plan's first try is to be left alone. */
function hedgeOf({ attempts, hedgeTo }: Plan, hedging: Hedging): Hedge | undefined {
  const { config, store, request, headers } = hedging
  const [first] = attempts
  if (!config.hedge || !first || !hedgeTo) return undefined
  // An upgrade is no message, and a body is sent once.
  if (!SAFE_METHODS.includes(request.method) || request.body || headers.has('upgrade')) return undefined
  store.hedgeableBegan(config.hedge.budget)
  const { after } = config.hedge
  const afterMs = after === 'p95' ? store.p95Ms(first.region.id) : after
  if (afterMs === undefined || store.pressures(Date.now()).has(hedgeTo.id)) return undefined
  return { region: hedgeTo, afterMs, isLast: attempts.length === 2 }
}

const SAFE_METHODS = ['GET', 'HEAD']

async function tryTwice(hedging: Hedging, first: Try, hedge: Hedge): Promise<Tried> {
  const { config, store } = hedging
  const startedMs = Date.now()
  const one = begin(hedging, first)
  const early = await within(one.result, hedge.afterMs)
  if (early || !store.mayHedge()) {
    return alone(first.region, early ?? (await one.result))
  }
  // What it may take when it comes after the first one.
  const timeoutMs = tryTimeoutMs(config.timeouts, Date.now() - startedMs, hedge.isLast)
  const two = begin(hedging, { region: hedge.region, intent: first.intent, timeoutMs })
  const quicker = await firstGood(one, two)
  const winner = quicker ?? (await lessBad(one, two))
  const loser = winner === one ? two : one
  if (!quicker) {
    const failure = await discard(store, loser)
    return { ...(await outcome(winner)), others: failure ? [failure] : [] }
  }
  loser.end.abort()
  void discard(store, loser)
  // It would have taken longer than that: without it the slowest reads would not count.
  if (loser === one) store.took(first.region.id, Date.now() - startedMs)
  return { ...(await outcome(winner)), others: [] }
}

type Running = {
  readonly region: RegionConfig
  readonly result: Promise<TryResult>
  readonly end: AbortController
}

function begin({ request, tryRegion }: Hedging, wanted: Try): Running {
  const end = new AbortController()
  const signal = AbortSignal.any([request.signal, end.signal])
  return { region: wanted.region, end, result: tryRegion({ ...wanted, signal }) }
}

async function outcome({ region, result }: Running): Promise<Omit<Tried, 'others'>> {
  return { result: await result, region, wasHedged: true }
}

async function within<T>(result: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs)
  })
  try {
    return await Promise.race([result, late])
  } finally {
    clearTimeout(timer)
  }
}

/** @returns undefined where neither is good. */
function firstGood(...tries: readonly Running[]): Promise<Running | undefined> {
  const goods = tries.map(async (one) => {
    if (!isGood(await one.result)) throw NOT_GOOD
    return one
  })
  return Promise.any(goods).catch(() => undefined)
}

const NOT_GOOD = new Error('not good')

/** A region that has too much to do, or failed, must not win by being quick. */
function isGood(result: TryResult): boolean {
  return (
    result.kind === 'answer' && result.answer.response.status < 500 && result.answer.response.status !== 429
  )
}

/** What tells the client most, else what the walk can go on from, else the later one. */
async function lessBad(one: Running, two: Running): Promise<Running> {
  const [a, b] = await Promise.all([one.result, two.result])
  if (a.kind === b.kind) return a.kind === 'answer' || a.kind === 'replay' ? one : two
  return ORDER.indexOf(a.kind) < ORDER.indexOf(b.kind) ? one : two
}

const ORDER: readonly TryResult['kind'][] = ['answer', 'replay', 'elsewhere', 'failure']

/** @returns how it failed, where it did and was not given up. */
async function discard(store: HealthStore, { result, region }: Running): Promise<AttemptFailure | undefined> {
  const over = await result
  if (over.kind === 'answer' || over.kind === 'elsewhere') await over.answer.response.body?.cancel()
  if (over.kind === 'elsewhere') store.failed(region.id, Date.now())
  const failure = over.kind === 'elsewhere' || over.kind === 'failure' ? over.failure : undefined
  return failure?.cause === 'client' ? undefined : failure
}
