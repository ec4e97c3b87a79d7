/** Asks every city that can be reached until a change holds in all of them. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Convergence, convergence, type Sighting } from './convergence.ts'
import type { Gateway } from './gateway-client.ts'
import { askWay, askWorld, type Heard, type Way, waysIn } from './ways.ts'

export type Waited = Convergence & {
  /** From the answer to the change until it was seen everywhere, or until it was given up, in milliseconds. */
  readonly afterMs: number
  /** Of whom nothing is known, and why: ways in, and `other cities`. */
  readonly unknown: readonly Unknown[]
  /**
   * - `holds`: everywhere, and all that could be asked has answered.
   * - `holds-where-asked`: in all cities that are known by name; there is no observatory that could tell of others.
   * - `not-known`: in the city that was asked; the same, and none was named.
   */
  readonly outcome: 'holds' | 'holds-where-asked' | 'not-known' | 'timed-out' | 'interrupted'
}

export type Unknown = { readonly name: string; readonly why: string }

type WaitOptions = {
  readonly revision: number
  readonly timeoutMs: number
  /** URLs that lead to other cities. */
  readonly at: readonly string[]
  /** Called when it begins, and where something has changed. */
  readonly onProgress: (seen: Convergence, afterMs: number, unknown: readonly Unknown[]) => void
  /** Ends the waiting. */
  readonly signal: AbortSignal
}

/**
 * The cities are those of a planet, those that `at` leads to, and those that have reported within the last minute. What is
 * not known does not hold: it asks on until it is, or time is up.
 */
export async function waitUntilHeld(gateway: Gateway, options: WaitOptions): Promise<Waited> {
  const { revision, timeoutMs, onProgress, signal, at } = options
  const beganMs = performance.now()
  const passedMs = () => Math.round(performance.now() - beganMs)
  const until = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  const ways = await waysIn(gateway, at)
  const answered = new Map<Way, Sighting>()
  const troubles = new Map<Way, Trouble>()
  let world: Heard<readonly Sighting[]> = { kind: 'trouble', why: NOT_YET }
  let told = ''

  const askAgain = async (way: Way) => {
    const heard = await askWay(gateway, way, until)
    if (heard.kind === 'told') answered.set(way, heard.value)
    // What is broken off by the end says nothing.
    else if (!until.aborted) troubles.set(way, troubleOf(heard, troubles.get(way), passedMs()))
  }
  for (;;) {
    const behind = ways.filter((way) => (answered.get(way)?.revision ?? -1) < revision)
    const [reported] = await Promise.all([askWorld(gateway, until), ...behind.map(askAgain)])
    if (reported.kind !== 'trouble' || !until.aborted) world = reported
    const sightings = world.kind === 'told' ? world.value : []
    const seen = convergence(revision, [...answered.values(), ...sightings])
    const unknown = [
      ...ways.flatMap((way) => (answered.has(way) ? [] : [toldOf(way, troubles.get(way), passedMs())])),
      ...(world.kind === 'told' ? [] : [{ name: 'other cities', why: whyNot(world) }]),
    ]
    const waited = { ...seen, unknown, afterMs: passedMs() }
    const news = `${seen.holding}/${seen.total}`
    if (news !== told) onProgress(seen, waited.afterMs, unknown)
    told = news
    const isHeldWhereAsked = answered.size === ways.length && seen.pending.length === 0
    if (isHeldWhereAsked && !until.aborted) {
      if (world.kind === 'told') return { ...waited, outcome: 'holds' }
      if (world.kind === 'none')
        return { ...waited, outcome: ways.length > 1 ? 'holds-where-asked' : 'not-known' }
    }
    await sleep(INTERVAL_MS, undefined, { signal: until }).catch(() => {})
    if (until.aborted)
      return { ...waited, afterMs: passedMs(), outcome: signal.aborted ? 'interrupted' : 'timed-out' }
  }
}

/** Often enough for a number with one decimal, seldom enough to load nothing. */
const INTERVAL_MS = 400
/** Who has not answered for so long is taken to be silent; until then it may still come. */
const SILENT_MS = 10_000
const NOT_YET = 'no answer yet'

type Trouble = { readonly why: string; readonly sinceMs: number }

function troubleOf(heard: Heard<Sighting>, before: Trouble | undefined, nowMs: number): Trouble {
  const why = whyNot(heard)
  return { why, sinceMs: before?.why === why ? before.sinceMs : nowMs }
}

function toldOf({ name }: Way, trouble: Trouble | undefined, nowMs: number): Unknown {
  if (!trouble) return { name, why: NOT_YET }
  const forMs = nowMs - trouble.sinceMs
  return { name, why: forMs < SILENT_MS ? trouble.why : `${trouble.why}, for ${Math.round(forMs / 1000)} s` }
}

function whyNot(heard: Heard<unknown>): string {
  return heard.kind === 'trouble' ? heard.why : 'no observatory is bound there'
}
