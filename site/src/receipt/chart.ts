/** What one receipt draws: its stacked bar and the thin bars beside it. Pure. */
import { metricOf, type Receipt } from './receipt.ts'
import { type Segment, segmentsOf, totalMs } from './segments.ts'

export type Row = {
  readonly kind: 'floor' | 'alt' | 'browser'
  readonly label: string
  readonly durMs: number
}

export type Chart = {
  readonly segments: readonly Segment[]
  readonly totalMs: number
  /** Beside the sum: what physics asks for, what another region would have cost, what this browser saw. */
  readonly rows: readonly Row[]
  readonly floorMs: number | undefined
}

/** @param nameOf turns a region's id into its name. */
export function chartOf({ metrics, browserMs }: Receipt, nameOf: (id: string) => string): Chart {
  const segments = segmentsOf(metrics, nameOf)
  const floor = metricOf(metrics, 'floor')
  const alt = metricOf(metrics, 'alt')
  return {
    segments,
    totalMs: totalMs(segments),
    floorMs: floor?.durMs,
    rows: [
      ...(floor ? [{ kind: 'floor' as const, label: 'Floor: light in fibre', durMs: floor.durMs }] : []),
      ...(alt
        ? [
            {
              kind: 'alt' as const,
              label: `${alt.desc ? nameOf(alt.desc) : 'Next best'} instead`,
              durMs: alt.durMs,
            },
          ]
        : []),
      { kind: 'browser', label: 'Seen by this browser', durMs: browserMs },
    ],
  }
}

/** @returns every duration that the chart draws, for the common scale. */
export function durationsOf({ totalMs, rows }: Chart): readonly number[] {
  return [totalMs, ...rows.map(({ durMs }) => durMs)]
}
