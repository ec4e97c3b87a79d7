/** One request as it went: what telemetry, receipts and reports are made from. */
import type { DataSource } from '../../protocol/headers.ts'
import type { Metric } from '../../protocol/server-timing.ts'
import type { RequestFacts } from '../facts.ts'
import type { Plan } from '../routing/plan.ts'
import type { ToldOutcome } from '../upstream/outcome.ts'

export type Handled = {
  /** Unix time in milliseconds, when its answer's headers were known. */
  readonly atMs: number
  readonly traceId: string
  readonly facts: RequestFacts
  readonly plan: Plan
  readonly outcome: ToldOutcome
  /** Of the answer that the client gets. */
  readonly status: number
  readonly epoch: string
  readonly data: DataSource | undefined
  /** The gateway's part of the receipt, and the region's; both empty where no region answered. */
  readonly edgeMetrics: readonly Metric[]
  readonly regionMetrics: readonly Metric[]
  /** The whole time in the gateway, in milliseconds. */
  readonly totalMs: number
}

/** Called once for each request that went to regions, before its answer leaves. Must not throw, and must not wait. */
export type Observe = (handled: Handled, context: Background) => void

/** What goes on behind the answer; the platform's `ExecutionContext` is one. */
export type Background = { waitUntil(work: Promise<unknown>): void }
