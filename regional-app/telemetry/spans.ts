/** A request -> its spans, named by https://opentelemetry.io/docs/specs/semconv/ and, where that is silent, `nearside.*`. */
import {
  type Attributes,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import type { Step } from '../receipt.ts'
import { type Handled, UNMATCHED } from './handled.ts'
import { knownMethod } from './known-method.ts'

export function recordSpans(tracer: Tracer, handled: Handled): void {
  // Who could not sign could fill the collector. The balancer's own questions would, too.
  if (handled.intent === undefined || handled.route === READYZ) return
  const { method, route, status, startedMs, endedMs, receipt } = handled
  const name = route === UNMATCHED ? knownMethod(method) : `${knownMethod(method)} ${route}`
  const span = tracer.startSpan(
    name,
    { kind: SpanKind.SERVER, startTime: startedMs, attributes: attributesOf(handled) },
    parentOf(handled),
  )
  if (span.isRecording()) {
    const context = trace.setSpan(ROOT_CONTEXT, span)
    for (const step of receipt.steps) {
      const kind = step.kind === 'wait' ? SpanKind.INTERNAL : SpanKind.CLIENT
      const options = { kind, startTime: step.startedMs, attributes: stepAttributes(step, handled) }
      const child = tracer.startSpan(NAMES[step.kind], options, context)
      if (FAILED.has(step.outcome)) child.setStatus({ code: SpanStatusCode.ERROR, message: step.outcome })
      child.end(step.endedMs)
    }
  }
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end(endedMs)
}

const READYZ = '/readyz'
const NAMES = {
  read: 'read',
  wait: 'wait for bookmark',
  flight: 'flight',
  transaction: 'transaction',
} as const satisfies Record<Step['kind'], string>
/** A write that is refused for what it asks is no failure of ours. */
const FAILED: ReadonlySet<Step['outcome']> = new Set(['failed', 'unavailable', 'unknown'])

function parentOf({ trace: parent }: Handled) {
  if (!parent) return ROOT_CONTEXT
  const { traceId, spanId, flags } = parent
  const traceFlags = Number.parseInt(flags, 16)
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true })
}

function attributesOf({ method, path, route, status, intent, receipt }: Handled): Attributes {
  return {
    'http.request.method': knownMethod(method),
    'http.response.status_code': status,
    'url.scheme': 'http',
    'url.path': path,
    ...(route === UNMATCHED ? {} : { 'http.route': route }),
    ...(status >= 500 ? { 'error.type': String(status) } : {}),
    'nearside.intent': intent,
    ...(receipt.source ? { 'nearside.data': receipt.source } : {}),
    ...(receipt.replay ? { 'nearside.replay': receipt.replay } : {}),
    ...(receipt.repeated ? { 'nearside.repeated': true } : {}),
  }
}

function stepAttributes({ kind, outcome, wanRoundTrips }: Step, { receipt }: Handled): Attributes {
  return {
    'nearside.outcome': outcome,
    ...(kind === 'wait' ? {} : { 'db.system.name': 'postgresql' }),
    ...(kind === 'read' && receipt.source ? { 'nearside.data': receipt.source } : {}),
    ...(wanRoundTrips > 0 ? { 'nearside.wan_round_trips': wanRoundTrips } : {}),
  }
}
