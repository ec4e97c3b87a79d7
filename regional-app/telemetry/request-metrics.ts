/** What requests add to the metrics of a region. Label values are few: patterns of routes, no paths; known methods. */
import { Counter, Histogram, type Registry } from 'prom-client'
import type { Step } from '../receipt.ts'
import type { Handled, Observe } from './handled.ts'
import { knownMethod } from './known-method.ts'

export function requestMetrics(registers: [Registry]): Observe {
  const route = ['method', 'route'] as const
  const duration = new Histogram({
    name: 'nearside_request_duration_seconds',
    help: "Time until the headers of a request's answer were known.",
    labelNames: [...route, 'status', 'intent', 'data'] as const,
    buckets: SECONDS,
    registers,
  })
  const wait = new Histogram({
    name: 'nearside_bookmark_wait_seconds',
    help: 'Time that reads waited until a server of the region had what their client has seen.',
    labelNames: [...route, 'outcome'] as const,
    buckets: SECONDS,
    registers,
  })
  const wanTrips = new Histogram({
    name: 'nearside_wan_round_trips',
    help: 'Round trips to the primary in another region, of requests that made any.',
    labelNames: route,
    buckets: [1, 2, 3, 4, 6, 10],
    registers,
  })
  const wanTime = new Histogram({
    name: 'nearside_wan_seconds',
    help: 'Time on the way to the primary in another region and there, of requests that took it.',
    labelNames: route,
    buckets: SECONDS,
    registers,
  })
  const replays = new Counter({
    name: 'nearside_replays_total',
    help: "Requests that were sent on to the primary's region.",
    labelNames: [...route, 'reason'] as const,
    registers,
  })
  const writes = new Counter({
    name: 'nearside_writes_total',
    help: 'Flights and transactions, by what became of them.',
    labelNames: ['kind', 'outcome'] as const,
    registers,
  })
  const failedReads = new Counter({
    name: 'nearside_failed_reads_total',
    help: 'Reads that one of the region’s own servers failed; most are tried once more.',
    labelNames: route,
    registers,
  })
  const verdicts = new Counter({
    name: 'nearside_bookmark_verdicts_total',
    help: 'What became of bookmarks, where that is not the usual.',
    labelNames: ['verdict', 'reason'] as const,
    registers,
  })
  const repeated = new Counter({
    name: 'nearside_idempotent_answers_total',
    help: 'Stored answers given again to a write that was done before.',
    labelNames: route,
    registers,
  })

  function observeStep({ kind, outcome, startedMs, endedMs }: Step, of: RouteLabels): void {
    switch (kind) {
      case 'read':
        if (outcome === 'failed') failedReads.inc(of)
        return
      case 'wait':
        wait.observe({ ...of, outcome }, (endedMs - startedMs) / 1_000)
        return
      case 'flight':
      case 'transaction':
        writes.inc({ kind, outcome })
    }
  }

  return ({ method, route, status, startedMs, endedMs, intent, receipt }: Handled) => {
    const of: RouteLabels = { method: knownMethod(method), route }
    duration.observe(
      { ...of, status: statusClass(status), intent: intent ?? 'none', data: receipt.source ?? 'none' },
      (endedMs - startedMs) / 1_000,
    )
    for (const step of receipt.steps) observeStep(step, of)
    if (receipt.wanRoundTrips > 0) {
      wanTrips.observe(of, receipt.wanRoundTrips)
      wanTime.observe(of, receipt.wanMs / 1_000)
    }
    if (receipt.replay) replays.inc({ ...of, reason: receipt.replay })
    if (receipt.repeated) repeated.inc(of)
    for (const verdict of receipt.verdicts)
      verdicts.inc({
        verdict: verdict.kind,
        reason: verdict.kind === 'ignored' ? verdict.reason : 'none',
      })
  }
}

type RouteLabels = { readonly method: string; readonly route: string }

/** From less than a read next door takes to as long as the gateway waits. */
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const CLASSES = ['none', '1xx', '2xx', '3xx', '4xx', '5xx'] as const

function statusClass(status: number): string {
  return CLASSES[Math.floor(status / 100)] ?? 'none'
}
