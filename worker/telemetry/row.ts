/**
 * One typed row per request for Workers Analytics Engine. Pure. What each column means: docs/telemetry.md.
 *
 * A column is known to queries by its place alone (`blob3`, `double1`): new ones are added at the end, none is moved.
 */
import { type Metric, type MetricName, sumMetrics } from '../../protocol/server-timing.ts'
import type { Handled, Observe } from './handled.ts'

/** The sampling key: a city with few requests keeps its rows while a busy one is sampled. */
export const ROW_INDEX = 'colo'

export const ROW_BLOBS = [
  'colo',
  'country',
  'continent',
  'asn',
  'method',
  'path',
  'intent',
  'region',
  'reason',
  'data',
  'replay',
  'outcome',
  'failedRegion',
  'failedCause',
  'altRegion',
  'epoch',
  'traceId',
] as const

export const ROW_DOUBLES = [
  'total',
  'client',
  'edge',
  'net',
  'app',
  'db',
  'wait',
  'wan',
  'floor',
  'alt',
  'status',
  'wanTrips',
  'failedTries',
  'hedged',
] as const

/** Columns in the order of the lists above; an `AnalyticsEngineDataPoint`. */
export type Row = {
  indexes: [string]
  blobs: string[]
  doubles: number[]
}

export function rowOf(handled: Handled): Row {
  const blobs = blobsOf(handled)
  const doubles = doublesOf(handled)
  return {
    indexes: [clip(blobs[ROW_INDEX], INDEX_LENGTH)],
    blobs: ROW_BLOBS.map((name) => clip(blobs[name], BLOB_LENGTH)),
    doubles: ROW_DOUBLES.map((name) => finite(doubles[name])),
  }
}

/** @param dataset an `AnalyticsEngineDataset`; where none is bound nothing is written. */
export function observeRow(dataset: { writeDataPoint(row: Row): void } | undefined): Observe {
  let hasFailed = false
  return (handled) => {
    try {
      dataset?.writeDataPoint(rowOf(handled))
    } catch (error) {
      // Said once by each isolate: it may fail with every request.
      if (!hasFailed) console.error(`no row was written to Analytics Engine: ${error}`)
      hasFailed = true
    }
  }
}

/** The platform takes 96 bytes; a UTF-16 unit is at most three in UTF-8. */
const INDEX_LENGTH = 32
/** It takes 16 KB for all blobs of a row. */
const BLOB_LENGTH = 96
/** `floor` and `alt` where they are not known: 0 is a distance. */
const UNKNOWN = -1

function blobsOf(handled: Handled): Record<(typeof ROW_BLOBS)[number], string> {
  const { facts, plan, outcome, data = '', epoch, traceId } = handled
  const answered = outcome.kind === 'answered' ? outcome : undefined
  const [failure] = 'failures' in outcome ? outcome.failures : []
  return {
    colo: facts.colo ?? '',
    country: facts.country ?? '',
    continent: facts.continent ?? '',
    asn: facts.asn === undefined ? '' : String(facts.asn),
    method: facts.method,
    path: firstSegments(facts.path),
    intent: 'intent' in outcome ? outcome.intent : plan.intent,
    region: answered?.region.id ?? '',
    reason: plan.attempts[0]?.reason ?? '',
    data,
    replay: answered?.replay ?? (outcome.kind === 'replay-not-allowed' ? outcome.reason : ''),
    outcome: outcome.kind,
    failedRegion: failure?.regionId ?? '',
    failedCause: failure?.cause ?? '',
    altRegion: metricOf(handled.edgeMetrics, 'alt')?.desc ?? '',
    epoch,
    traceId,
  }
}

function doublesOf(handled: Handled): Record<(typeof ROW_DOUBLES)[number], number> {
  const { outcome, edgeMetrics, regionMetrics } = handled
  const clientMs = handled.facts.clientRttMs ?? 0
  const edge = (name: MetricName) => sumMetrics(edgeMetrics, [name])
  const region = (name: MetricName) => sumMetrics(regionMetrics, [name])
  return {
    total: clientMs + handled.totalMs,
    client: clientMs,
    edge: edge('edge'),
    net: edge('net'),
    app: region('app'),
    db: region('db'),
    wait: region('wait'),
    wan: region('wan'),
    floor: metricOf(edgeMetrics, 'floor')?.durMs ?? UNKNOWN,
    alt: metricOf(edgeMetrics, 'alt')?.durMs ?? UNKNOWN,
    status: handled.status,
    wanTrips: Number.parseInt(metricOf(regionMetrics, 'wan')?.desc ?? '0', 10),
    failedTries: 'failures' in outcome ? outcome.failures.length : 0,
    hedged: metricOf(edgeMetrics, 'edge')?.desc?.split(', ').includes('hedged') ? 1 : 0,
  }
}

function metricOf(metrics: readonly Metric[], wanted: MetricName): Metric | undefined {
  return metrics.find(({ name }) => name === wanted)
}

/** Two segments tell the resource; what looks like an id in them, and all behind them, may be somebody's. */
function firstSegments(path: string): string {
  const segments = path.split('/').slice(1, 3)
  return `/${segments.map((segment) => (isWord(segment) ? segment : ':id')).join('/')}`
}

function isWord(segment: string): boolean {
  const digits = segment.replaceAll(/\D/g, '').length
  return segment === '' || (/^[a-z][a-z0-9._-]{0,31}$/i.test(segment) && digits < 5)
}

function clip(text: string, length: number): string {
  return text.slice(0, length).toWellFormed()
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : UNKNOWN
}
