/**
 * Traces over OTLP/HTTP: https://opentelemetry.io/docs/specs/otlp/. Loaded only where an endpoint is configured.
 *
 * The spans of a request are made from its receipt once it is answered, so nothing of this stands in its way. Their
 * queue is bounded and a collector that is dead costs spans alone.
 */
import { DiagLogLevel, diag } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { Observe } from './handled.ts'
import { recordSpans } from './spans.ts'

export type Traces = {
  readonly observe: Observe
  /** Sends what is queued, and ends. */
  close(): Promise<void>
}

export type TracesOptions = {
  readonly region: string
  readonly release?: string | undefined
  /** Where the spans go: `http://127.0.0.1:4318/v1/traces`. */
  readonly url: string
  /** The share of traces that are kept, from 0 to 1, of those that the gateway's `traceparent` has sampled. */
  readonly ratio: number
  /** Told that spans are lost, once a minute at most. */
  readonly onTrouble: (message: string) => void
  /** How long spans are gathered before they are sent. */
  readonly delayMs?: number
  /** How long sending them may take, its repetitions included. */
  readonly timeoutMs?: number
}

const QUEUE_SPANS = 4_096
const BETWEEN_TROUBLES_MS = 60_000

export function openTraces({
  region,
  release,
  url,
  ratio,
  onTrouble,
  delayMs = 2_000,
  timeoutMs = 5_000,
}: TracesOptions): Traces {
  listenForTrouble(onTrouble)
  const kept = new TraceIdRatioBasedSampler(ratio)
  const own = resourceFromAttributes({
    'service.name': 'nearside-app',
    ...(release === undefined ? {} : { 'service.version': release }),
    'cloud.region': region,
  })
  const provider = new TracerProvider({
    // What the environment says of the resource wins: OTEL_RESOURCE_ATTRIBUTES, OTEL_SERVICE_NAME.
    resource: own.merge(detectResources({ detectors: [envDetector] })),
    sampler: new ParentBasedSampler({ root: kept, remoteParentSampled: kept }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url, timeoutMillis: timeoutMs }),
        maxQueueSize: QUEUE_SPANS,
        scheduledDelayMillis: delayMs,
        exportTimeoutMillis: timeoutMs,
      }),
    ],
  })
  const tracer = provider.getTracer('nearside')
  return {
    observe: (handled) => recordSpans(tracer, handled),
    close: () => provider.shutdown().catch(() => {}),
  }
}

/** The library tells its troubles to one logger of the process. */
function listenForTrouble(onTrouble: (message: string) => void): void {
  let nextMs = 0
  const tell = (message: string) => {
    if (performance.now() < nextMs) return
    nextMs = performance.now() + BETWEEN_TROUBLES_MS
    onTrouble(message)
  }
  const quiet = () => {}
  diag.setLogger(
    { error: tell, warn: tell, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  )
}
