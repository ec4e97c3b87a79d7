/** The metrics of one region's process, for Prometheus: docs/telemetry.md. */
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Observe } from './handled.ts'
import { requestMetrics } from './request-metrics.ts'
import { type StateSources, stateMetrics } from './state-metrics.ts'

export type Metrics = { readonly registry: Registry; readonly observe: Observe }

export function createMetrics(region: string, state: StateSources): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels({ region })
  collectDefaultMetrics({ register: registry })
  stateMetrics(state, [registry])
  return { registry, observe: requestMetrics([registry]) }
}
