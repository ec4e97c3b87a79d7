/** Asks every city that can be reached until a change holds in all of them. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { IsolateView, World } from '../protocol/operators/status.ts'
import { type Convergence, convergence, type Sighting } from './convergence.ts'
import type { Gateway } from './gateway-client.ts'

export type Waited = Convergence & {
  /** From the answer to the change until it was seen everywhere, or until it was given up, in milliseconds. */
  readonly afterMs: number
  /** Ways in that never answered; what holds there is not known. */
  readonly silent: readonly string[]
  readonly outcome: 'holds' | 'timed-out' | 'interrupted'
}

type WaitOptions = {
  readonly revision: number
  readonly timeoutMs: number
  /** URLs that lead to other cities. */
  readonly at: readonly string[]
  /** Called when it begins, and where something has changed. */
  readonly onProgress: (seen: Convergence, afterMs: number) => void
  /** Ends the waiting. */
  readonly signal: AbortSignal
}

/** The cities are those of a planet, those that `at` leads to, and those that have reported within the last minute. */
export async function waitUntilHeld(gateway: Gateway, options: WaitOptions): Promise<Waited> {
  const { revision, timeoutMs, onProgress, signal } = options
  const beganMs = performance.now()
  const passedMs = () => Math.round(performance.now() - beganMs)
  const until = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  const ways = await waysIn(gateway, options.at)
  const answered = new Map<Way, Sighting>()
  let told = ''

  for (let round = 1; ; round += 1) {
    const asked = ways.filter((way) => (answered.get(way)?.revision ?? -1) < revision)
    const [reported] = await Promise.all([
      reportsOf(gateway, until),
      ...asked.map(async (way) => {
        const seen = await askWay(gateway, way, until)
        if (seen) answered.set(way, seen)
      }),
    ])
    const silent = ways.filter((way) => !answered.has(way)).map(({ name }) => name)
    const seen = convergence(revision, [...answered.values(), ...reported])
    const waited = { ...seen, silent, afterMs: passedMs() }
    const news = `${seen.holding}/${seen.total}`
    if (news !== told) onProgress(seen, waited.afterMs)
    told = news
    const isAnswered = seen.total > 0 && (silent.length === 0 || round >= LEAST_ROUNDS)
    if (isAnswered && seen.pending.length === 0 && !until.aborted) return { ...waited, outcome: 'holds' }
    await sleep(INTERVAL_MS, undefined, { signal: until }).catch(() => {})
    if (until.aborted)
      return { ...waited, afterMs: passedMs(), outcome: signal.aborted ? 'interrupted' : 'timed-out' }
  }
}

/** Often enough for a number with one decimal, seldom enough to load nothing. */
const INTERVAL_MS = 400
/** A city that does not answer must not keep the others waiting. */
const ASK_TIMEOUT_MS = 5000
/** Who does not answer so many times is taken to be out of reach. */
const LEAST_ROUNDS = 3
/** What an isolate said longer ago says nothing of now. */
const RECENT_MS = 60_000

type Way = { readonly name: string; readonly url?: string; readonly city?: string }

async function waysIn(gateway: Gateway, at: readonly string[]): Promise<readonly Way[]> {
  const planet = await gateway.planet()
  const here = planet ? planet.cities.map(({ id }) => ({ name: id, city: id })) : [{ name: gateway.url }]
  return [...here, ...at.map((url) => ({ name: url, url }))]
}

async function askWay(gateway: Gateway, way: Way, until: AbortSignal): Promise<Sighting | undefined> {
  const view = await quietly<IsolateView>(gateway, '/_nearside/status', way, until)
  return view && sightingOf(view, way.name)
}

async function reportsOf(gateway: Gateway, until: AbortSignal): Promise<readonly Sighting[]> {
  const world = await quietly<World>(gateway, '/_nearside/world', {}, until)
  return (world?.views ?? [])
    .filter(({ atMs }) => world !== undefined && world.atMs - atMs <= RECENT_MS)
    .map((view) => sightingOf(view, view.isolate))
}

/** Whatever goes wrong in one city is no answer from it. */
async function quietly<T>(
  gateway: Gateway,
  path: string,
  way: Pick<Way, 'url' | 'city'>,
  until: AbortSignal,
): Promise<T | undefined> {
  const signal = AbortSignal.any([until, AbortSignal.timeout(ASK_TIMEOUT_MS)])
  try {
    return await gateway.ask<T>(path, { url: way.url, city: way.city, signal })
  } catch {
    return undefined
  }
}

function sightingOf(view: IsolateView, otherwise: string): Sighting {
  const { isolate, epoch, atMs, overlay, colo } = view
  return { city: colo ?? otherwise, isolate, revision: overlay.revision, epoch, atMs }
}
