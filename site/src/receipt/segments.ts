/** A receipt's parts, in the order in which a request meets them. Pure. */
import type { Metric, MetricName } from '../../../protocol/server-timing.ts'

export type SegmentKind = Exclude<MetricName, 'floor' | 'alt'>

export type Segment = {
  readonly kind: SegmentKind
  /** Names the part for people: `Edge to Mumbai`. */
  readonly label: string
  readonly durMs: number
}

const ORDER: readonly SegmentKind[] = ['client', 'edge', 'net', 'app', 'wait', 'db', 'wan']

/**
 * @returns the parts that took time; what the edge can't measure comes as 0 and is left out.
 * @param nameOf turns a region's id into its name.
 */
export function segmentsOf(metrics: readonly Metric[], nameOf: (id: string) => string): readonly Segment[] {
  return ORDER.flatMap((kind) =>
    metrics
      .filter(({ name, durMs }) => name === kind && durMs !== undefined && durMs > 0)
      .map(({ durMs = 0, desc }) => ({ kind, durMs, label: labelOf(kind, desc, nameOf) })),
  )
}

/** @returns the whole time in milliseconds. */
export function totalMs(segments: readonly Segment[]): number {
  return segments.reduce((sum, { durMs }) => sum + durMs, 0)
}

function labelOf(kind: SegmentKind, desc: string | undefined, nameOf: (id: string) => string): string {
  switch (kind) {
    case 'client':
      return 'You to edge'
    case 'edge':
      return desc ? `Gateway (${desc})` : 'Gateway'
    case 'net':
      return desc ? `Edge to ${nameOf(desc)}` : 'Edge to region'
    case 'app':
      return 'App'
    case 'wait':
      return 'Wait for the replica'
    case 'db':
      return desc ? `Database (${desc})` : 'Database'
    case 'wan':
      return `To the primary${roundTrips(desc)}`
  }
}

/** `1 rtt` -> `, 1 round trip`. */
function roundTrips(desc: string | undefined): string {
  const count = /^(\d+) rtt$/.exec(desc ?? '')?.[1]
  return count ? `, ${count} round ${count === '1' ? 'trip' : 'trips'}` : ''
}
