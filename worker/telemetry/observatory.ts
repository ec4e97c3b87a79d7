/** The one place that isolates of all colos report to. In memory alone: what is lost is told again within seconds. */
import { DurableObject } from 'cloudflare:workers'
import type { IsolateView, Receipt, World } from '../../protocol/operators/status.ts'
import type { Env } from '../env.ts'
import { NOTHING_SEEN, reportEveryMs, see, worldOf } from './sightings.ts'

export class Observatory extends DurableObject<Env> {
  #sightings = NOTHING_SEEN
  #stay: ReturnType<typeof setTimeout> | undefined

  /** @returns how long the isolate is to wait until it reports again, in milliseconds. */
  report(view: IsolateView, receipts: readonly Receipt[]): number {
    this.#sightings = see(this.#sightings, view, receipts, Date.now())
    // An object with a timer is not sent to sleep after ten seconds, which would lose all.
    clearTimeout(this.#stay)
    this.#stay = setTimeout(() => undefined, STAY_MS)
    return reportEveryMs(this.#sightings.seen.length)
  }

  world(): World {
    return worldOf(this.#sightings, Date.now())
  }
}

/** About as long as the platform keeps an object that nobody asks. */
const STAY_MS = 60_000
