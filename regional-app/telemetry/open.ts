import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Observe } from './handled.ts'
import type { StateSources } from './state-metrics.ts'

export type Telemetry = {
  readonly observers: readonly Observe[]
  /** Sends what is queued, and ends. */
  close(): Promise<void>
}

/** Metrics and traces, as far as the environment asks for them: what it doesn't ask for is not even loaded. */
export async function openTelemetry(config: Config, state: StateSources, log: Logger): Promise<Telemetry> {
  const observers: Observe[] = []
  const closing: (() => Promise<void>)[] = []

  if (config.METRICS_PORT !== undefined) {
    const [{ createMetrics }, { listenForMetrics }] = await Promise.all([
      import('./metrics.ts'),
      import('./metrics-listener.ts'),
    ])
    const { registry, observe } = createMetrics(config.REGION, { ...state, release: config.RELEASE })
    listenForMetrics({
      ...{ registry, port: config.METRICS_PORT, host: config.METRICS_HOST },
      onListening: (address) => log.info({ address }, 'listening for metrics'),
      onError: (err) => log.error({ err }, 'no metrics'),
    })
    observers.push(observe)
  }

  const url = tracesUrl(config)
  if (url !== undefined) {
    const { openTraces } = await import('./traces.ts')
    const traces = openTraces({
      ...{ url, region: config.REGION, release: config.RELEASE, ratio: config.OTEL_TRACES_SAMPLER_ARG },
      delayMs: config.OTEL_BSP_SCHEDULE_DELAY,
      onTrouble: (trouble) => log.warn({ trouble }, 'spans are lost'),
    })
    observers.push(traces.observe)
    closing.push(traces.close)
  }

  return {
    observers,
    async close() {
      await Promise.all(closing.map((close) => close()))
    },
  }
}

/** The path is the base's own plus the signal's, or the signal's own whole: as OpenTelemetry says. */
function tracesUrl(config: Config): string | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: whole } = config
  return whole ?? (base && `${base.replace(/\/$/, '')}/v1/traces`)
}
