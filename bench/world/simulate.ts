/**
 * Many single requests through the gateway's own code: each comes from some city at some time of a day, is classified
 * and planned, and takes round trips that vary. Pure: the same block of the same world gives the same times.
 */
import type { Bookmark } from '../../protocol/bookmark.ts'
import type { Intent } from '../../protocol/intent.ts'
import { HOURS, hourFactor } from './day.ts'
import { add, type Histogram, newHistogram } from './histogram.ts'
import { oneLastMileMs } from './last-mile.ts'
import { oneRoundTripMs } from './network.ts'
import { normal, randomFrom, seedOf } from './random.ts'
import { routeOf } from './route.ts'
import { type Colo, DAY_STARTS_MS, LSN, type Scene } from './scene.ts'
import type { Mix } from './survey.ts'

export type Block = {
  /** Blocks of one number have the same requests in every world, so that worlds can be compared in pairs. */
  readonly number: number
  readonly seed: number
  readonly requests: number
  readonly mix: Mix
  /** The share of reads that bring a bookmark of a write a moment ago. */
  readonly bookmarks: number
}

export type Tally = {
  readonly reads: Histogram
  readonly writes: Histogram
  /** Requests by region id. */
  readonly loads: Readonly<Record<string, number>>
  /** Requests that no region could be asked. */
  readonly unrouted: number
}

export function simulate(scene: Scene, { number, seed, requests, mix, bookmarks }: Block): Tally {
  const random = randomFrom(seedOf(`${seed} block ${number}`))
  const arrivals = arrivalsOf(scene, mix)
  const times: Readonly<Record<Intent, Histogram>> = { read: newHistogram(), write: newHistogram() }
  const loads: Record<string, number> = {}
  let unrouted = 0
  for (let request = 0; request < requests; request += 1) {
    // All that a request draws is drawn whatever becomes of it: the next one is the same in every world.
    const { colo, hour } = arrivals(random())
    const intent = random() < mix.writes ? 'write' : 'read'
    const isMarked = random() < bookmarks && intent === 'read'
    const lot = random()
    const [client, there, onward] = [normal(random), normal(random), normal(random)]
    const nowMs = DAY_STARTS_MS + hour * HOUR_MS
    const route = routeOf(scene, colo, intent, { bookmarks: isMarked ? [bookmarkAt(nowMs)] : [], lot, nowMs })
    if (!route) {
      unrouted += 1
      continue
    }
    loads[route.region] = (loads[route.region] ?? 0) + 1
    add(
      times[intent],
      oneLastMileMs(colo.clientMs, client) +
        oneRoundTripMs(route.thereMs, there) +
        oneRoundTripMs(route.onwardMs, onward),
    )
  }
  return { reads: times.read, writes: times.write, loads, unrouted }
}

const HOUR_MS = 3_600_000

/** @returns for a number from 0 to below 1 a city and an hour, each as often as people are there and awake. */
function arrivalsOf({ colos }: Scene, { load }: Mix): (chance: number) => Arrival {
  const arrivals = colos.flatMap((colo) => Array.from({ length: HOURS }, (_, hour) => ({ colo, hour })))
  let sum = 0
  const sums = Float64Array.from(arrivals, ({ colo, hour }) => {
    sum += colo.city.people * hourFactor(colo.city, hour, load)
    return sum
  })
  return (chance) => {
    const wanted = chance * sum
    let [low, high] = [0, sums.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) > wanted) high = middle
      else low = middle + 1
    }
    return arrivals[low] as Arrival
  }
}

type Arrival = { readonly colo: Colo; readonly hour: number }

/** Of a client that has just written: the replicas have it in a moment, and are expected to. */
function bookmarkAt(nowMs: number): Bookmark {
  return { epoch: 1, timeline: 1, lsn: LSN + 1n, issuedMs: nowMs, write: undefined }
}
