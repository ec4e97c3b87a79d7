import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type CollectedSpan = {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | undefined
  /** 2 is a server's, 3 a client's, 1 neither. */
  readonly kind: number
  readonly durationMs: number
  /** 0 unset, 2 error. */
  readonly status: number
  readonly attributes: Readonly<Record<string, unknown>>
  readonly resource: Readonly<Record<string, unknown>>
}

export type Collector = {
  readonly url: string
  readonly spans: CollectedSpan[]
  /** While true it takes what comes and never answers. */
  hanging: boolean
  /** How many requests it has left so. */
  readonly unanswered: () => number
  close(): Promise<void>
}

/** Takes spans over OTLP/HTTP in JSON: https://opentelemetry.io/docs/specs/otlp/#otlphttp */
export async function openCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = []
  let unanswered = 0
  const server = createServer(async (request, response) => {
    if (collector.hanging) {
      unanswered += 1
      return
    }
    if (request.url === '/v1/traces') spans.push(...read(JSON.parse(await textOf(request))))
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const collector: Collector = {
    hanging: false,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    unanswered: () => unanswered,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return collector
}

async function textOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  let text = ''
  for await (const chunk of chunks) text += chunk
  return text
}

type Pair = { key: string; value: Record<string, unknown> }
type Sent = {
  resourceSpans: {
    resource: { attributes: Pair[] }
    scopeSpans: {
      spans: {
        name: string
        traceId: string
        spanId: string
        parentSpanId?: string
        kind: number
        startTimeUnixNano: string
        endTimeUnixNano: string
        status: { code?: number }
        attributes: Pair[]
      }[]
    }[]
  }[]
}

function read({ resourceSpans }: Sent): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...{ name: span.name, traceId: span.traceId, spanId: span.spanId, kind: span.kind },
        parentSpanId: span.parentSpanId || undefined,
        durationMs: Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6,
        status: span.status.code ?? 0,
        attributes: valuesOf(span.attributes),
        resource: valuesOf(resource.attributes),
      })),
    ),
  )
}

function valuesOf(pairs: Pair[]): Record<string, unknown> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, Object.values(value)[0]]))
}
