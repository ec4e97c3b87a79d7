/** What this colo knows of the round trip to one region. Pure: no I/O, no clock, no randomness. */

export type Estimate = {
  /** Exponentially weighted mean of the round trips seen, in milliseconds. */
  readonly rttMs: number
  readonly samples: number
  /** Unix time in milliseconds. */
  readonly updatedMs: number
}

/** A request on a cold connection pays for that, too: what is faster than the mean counts more than what is slower. */
const WEIGHT_FASTER = 0.5
const WEIGHT_SLOWER = 0.1

/** @param sampleMs one round trip, the region's own time taken out. */
export function learn(estimate: Estimate | undefined, sampleMs: number, nowMs: number): Estimate {
  if (!estimate) return { rttMs: sampleMs, samples: 1, updatedMs: nowMs }
  const weight = sampleMs < estimate.rttMs ? WEIGHT_FASTER : WEIGHT_SLOWER
  return {
    rttMs: estimate.rttMs + weight * (sampleMs - estimate.rttMs),
    samples: estimate.samples + 1,
    updatedMs: nowMs,
  }
}
