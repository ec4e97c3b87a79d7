/** Reads right after a write: samples -> what they waited and who answered them. Pure. */
import type { DataSource } from '../../protocol/headers.ts'
import { percentile, type Summary, summarise } from '../stats.ts'

/** A write, the read of it with the write's bookmark, and the same read where it must come from the primary. */
export type FreshnessSample = {
  readonly writeMs: number
  /** The whole request, as its client saw it. */
  readonly readMs: number
  /** Of it, the wait for the bookmark, by the region's receipt; 0 where it did not wait. */
  readonly waitMs: number
  readonly data: DataSource | undefined
  readonly region: string | undefined
  readonly stickyMs: number
  /** What went wrong; such a sample counts in nothing else. */
  readonly failure?: string
}

export type Freshness = {
  readonly reads: number
  /** How many of the reads were answered by the near region's own replica, as it stood and after a wait. */
  readonly local: number
  readonly waited: number
  readonly primary: number
  /** By the replica of another region. */
  readonly elsewhere: number
  /** Of all reads: who did not wait has waited for 0 ms. */
  readonly wait?: Summary & { readonly max: number }
  readonly write?: Summary
  readonly read?: Summary
  readonly sticky?: Summary
  readonly failures: readonly string[]
}

/** @param near the region that should answer; undefined where any may. */
export function summariseFreshness(samples: readonly FreshnessSample[], near: string | undefined): Freshness {
  const good = samples.filter(({ failure }) => failure === undefined)
  const count = (from: From) => good.filter((sample) => fromOf(sample, near) === from).length
  const waits = good.map(({ waitMs }) => waitMs)
  const wait = summarise(waits)
  const write = summarise(good.map(({ writeMs }) => writeMs))
  const read = summarise(good.map(({ readMs }) => readMs))
  const sticky = summarise(good.map(({ stickyMs }) => stickyMs))
  return {
    reads: good.length,
    local: count('local'),
    waited: count('waited'),
    primary: count('primary'),
    elsewhere: count('elsewhere'),
    failures: samples.flatMap(({ failure }) => failure ?? []),
    ...(wait ? { wait: { ...wait, max: percentile(waits, 100) } } : {}),
    ...(write ? { write } : {}),
    ...(read ? { read } : {}),
    ...(sticky ? { sticky } : {}),
  }
}

type From = DataSource | 'elsewhere'

function fromOf({ data, region }: FreshnessSample, near: string | undefined): From | undefined {
  if (data === 'primary' || near === undefined || region === near) return data
  return 'elsewhere'
}
