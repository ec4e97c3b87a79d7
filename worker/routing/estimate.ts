/** What this colo knows of a round trip, to a region or from there to the primary. Pure: no I/O, no clock, no randomness. */

export type Estimate = {
  /** The round trip in milliseconds. */
  readonly rttMs: number
  readonly samples: number
  /** Unix time in milliseconds. */
  readonly updatedMs: number
}

/** An estimate with what it is made from: the last samples, oldest first. */
export type Learned = Estimate & { readonly recent: readonly number[] }

/** An odd number: what fewer than half of them say is a blip, what more of them say is so. */
const RECENT = 5
/** The median of the recent ones smooths the estimate while it is near, and replaces it where the way has changed. */
const WEIGHT_NEAR = 0.1
const CHANGE = 0.25
const CHANGE_LEAST_MS = 5

/**
 * @param sampleMs one round trip, the region's own time taken out.
 * @param counts as how many samples it counts.
 */
export function learn(known: Learned | undefined, sampleMs: number, nowMs: number, counts = 1): Learned {
  const recent = [...(known?.recent ?? []), ...Array<number>(counts).fill(sampleMs)].slice(-RECENT)
  const medianMs = median(recent)
  const beforeMs = known?.rttMs ?? medianMs
  const hasChanged = Math.abs(medianMs - beforeMs) > leastChangeMs(beforeMs)
  return {
    rttMs: hasChanged ? medianMs : beforeMs + WEIGHT_NEAR * (medianMs - beforeMs),
    samples: (known?.samples ?? 0) + 1,
    updatedMs: nowMs,
    recent,
  }
}

/** @returns whether the way has become so much shorter that it can't be chance. */
export function isMuchFaster({ rttMs }: Estimate, sampleMs: number): boolean {
  return rttMs - sampleMs > leastChangeMs(rttMs)
}

function leastChangeMs(rttMs: number): number {
  return Math.max(CHANGE_LEAST_MS, CHANGE * rttMs)
}

/** Of an even number the lower one: what is slower may be a blip, what is faster can't. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length / 2) - 1] ?? 0
}
