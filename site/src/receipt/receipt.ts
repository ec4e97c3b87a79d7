/** One request and what it cost: everything that its answer said. Pure. */
import {
  BOOKMARK_VERDICT,
  CONFIG_EPOCH,
  DATA,
  type DataSource,
  IDEMPOTENT_REPLAYED,
  REGION,
  SERVER_TIMING,
} from '../../../protocol/headers.ts'
import { type Metric, type MetricName, parseServerTiming } from '../../../protocol/server-timing.ts'

/** What the visitor asked for. `cancel` is the one that reads between its writes, and so is replayed. */
export type Action = 'read' | 'order' | 'note' | 'cancel'

export type Asked = { readonly action: Action; readonly method: string; readonly path: string }

export type Receipt = Asked & {
  readonly status: number
  /** Who answered: a region's id. */
  readonly region: string | undefined
  readonly data: DataSource | undefined
  readonly configEpoch: string | undefined
  /** Whether the write was done before, and this is its stored answer. */
  readonly repeated: boolean
  /** What became of the bookmarks that this browser sent, where that is not the usual: `survived`, `ignored;reason=…`. */
  readonly verdicts: readonly string[]
  readonly metrics: readonly Metric[]
  /** From sending until the headers arrived, as this browser saw it. */
  readonly browserMs: number
}

type Answer = { readonly status: number; readonly headers: { get(name: string): string | null } }

export function receiptOf(asked: Asked, { status, headers }: Answer, browserMs: number): Receipt {
  return {
    ...asked,
    status,
    region: headers.get(REGION) ?? undefined,
    data: dataSource(headers.get(DATA)),
    configEpoch: headers.get(CONFIG_EPOCH) ?? undefined,
    repeated: headers.get(IDEMPOTENT_REPLAYED) === 'true',
    verdicts: (headers.get(BOOKMARK_VERDICT) ?? '').split(',').flatMap((each) => each.trim() || []),
    metrics: parseServerTiming(headers.get(SERVER_TIMING)),
    browserMs,
  }
}

/** @returns the first metric of that name that has a duration. */
export function metricOf(metrics: readonly Metric[], name: MetricName): (Metric & Duration) | undefined {
  return metrics.find(
    (metric): metric is Metric & Duration => metric.name === name && metric.durMs !== undefined,
  )
}

type Duration = { readonly durMs: number }

function dataSource(value: string | null): DataSource | undefined {
  return value === 'local' || value === 'waited' || value === 'primary' ? value : undefined
}
