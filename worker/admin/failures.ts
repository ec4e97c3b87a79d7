/** Who failed to say who they are, by address: the isolate's own memory, bounded. */
import { type FailureBucket, fullBucket, onRefusal, refusedForMs } from '../resilience/failure-bucket.ts'

export type Failures = {
  /** @returns how long the others at this address are told nothing but to wait, in milliseconds; 0 where they are not. */
  refusedForMs(address: string | undefined, nowMs: number): number
  failed(address: string | undefined, nowMs: number): void
}

const MOST_ADDRESSES = 1000

export function createFailures(): Failures {
  const buckets = new Map<string, FailureBucket>()
  const bucketOf = (side: string, nowMs: number) => buckets.get(side) ?? fullBucket(nowMs)
  return {
    refusedForMs: (address, nowMs) => refusedForMs(bucketOf(sideOf(address), nowMs), nowMs),
    failed(address, nowMs) {
      const side = sideOf(address)
      const bucket = onRefusal(bucketOf(side, nowMs), nowMs)
      // The one that failed last stands last.
      buckets.delete(side)
      buckets.set(side, bucket)
      const [oldest] = buckets.keys()
      if (oldest !== undefined && buckets.size > MOST_ADDRESSES) buckets.delete(oldest)
    },
  }
}

/** Whoever has one IPv6 address has its whole /64. */
function sideOf(address: string | undefined): string {
  if (!address?.includes(':')) return address ?? 'unknown'
  const [head = '', tail] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  const last = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - last.length)
  return [...groups, ...Array(zeros).fill('0'), ...last]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':')
}
