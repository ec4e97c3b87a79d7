/** One request as it went -> its receipt for operators: no query, no address, no bookmark. Pure. */
import type { Receipt } from '../../protocol/operators/status.ts'
import type { Metric, MetricName } from '../../protocol/server-timing.ts'
import type { Handled } from './handled.ts'

/** @returns what the request cost. `totalMs` is the client's: the gateway's time and the way to it and back. */
export function receiptOf(handled: Handled): Receipt {
  const { facts, outcome, plan, edgeMetrics, regionMetrics, totalMs } = handled
  const answered = outcome.kind === 'answered' ? outcome : undefined
  const alt = edgeMetrics.find(({ name }) => name === 'alt')
  return {
    atMs: handled.atMs,
    traceId: handled.traceId,
    colo: facts.colo ?? null,
    country: facts.country ?? null,
    continent: facts.continent ?? null,
    asn: facts.asn ?? null,
    method: facts.method,
    path: shown(facts.path),
    intent: 'intent' in outcome ? outcome.intent : plan.intent,
    status: handled.status,
    region: answered?.region.id ?? null,
    reason: plan.attempts[0]?.reason ?? 'none',
    data: handled.data ?? null,
    replay: answered?.replay ?? (outcome.kind === 'replay-not-allowed' ? outcome.reason : null),
    failedTries: 'failures' in outcome ? outcome.failures.length : 0,
    epoch: handled.epoch,
    totalMs: hundredths((facts.clientRttMs ?? 0) + totalMs),
    parts: partsOf(edgeMetrics, regionMetrics),
    floorMs: durationOf(edgeMetrics, 'floor'),
    alt: alt?.desc && alt.durMs !== undefined ? { region: alt.desc, ms: hundredths(alt.durMs) } : null,
  }
}

/** As long as paths are that people write. A client may make one of any length, and the receipts of many lie side by side. */
const PATH_LENGTH = 128

/** @returns the path, cut where it is long; what a terminal or a page would obey is encoded. Patterns still fit its beginning. */
function shown(path: string): string {
  const cut = path.length > PATH_LENGTH ? `${path.slice(0, PATH_LENGTH - 1)}…` : path
  return cut.toWellFormed().replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, encodeURIComponent)
}

const PARTS: ReadonlySet<string> = new Set<MetricName>(['client', 'edge', 'net', 'app', 'db', 'wait', 'wan'])

/** A region may name a part twice, and others of its own. */
function partsOf(...sources: readonly (readonly Metric[])[]): Readonly<Record<string, number>> {
  const parts: Record<string, number> = {}
  for (const metrics of sources) {
    for (const { name, durMs } of metrics) {
      if (durMs !== undefined && PARTS.has(name)) parts[name] = hundredths((parts[name] ?? 0) + durMs)
    }
  }
  return parts
}

function durationOf(metrics: readonly Metric[], wanted: MetricName): number | null {
  const durMs = metrics.find(({ name }) => name === wanted)?.durMs
  return durMs === undefined ? null : hundredths(durMs)
}

function hundredths(ms: number): number {
  return Math.round(ms * 100) / 100
}
