/** The Worker's entry: wiring only. One gateway per isolate, made with its first request. */
import { problemResponse } from '../protocol/problem.ts'
import { isolateView } from './admin/status.ts'
import { tellWorld } from './admin/world.ts'
import { type Gateway, handle } from './app.ts'
import { parseConfig } from './config.ts'
import type { Env } from './env.ts'
import { NO_OVERLAY } from './overlay/overlay-source.ts'
import { createSteer } from './overlay/steer.ts'
import { createIsolate, type Isolate } from './telemetry/isolate.ts'
import { createObserve, observeIsolate } from './telemetry/observe.ts'
import { createReport, NO_REPORT, type Report, type ReportOptions } from './telemetry/report.ts'
import { createHealthStore } from './upstream/health-store.ts'
import { signingKeys } from './upstream/signing-keys.ts'

export { Observatory } from './telemetry/observatory.ts'

let gateway: Gateway | undefined

export default {
  async fetch(request, env, context) {
    try {
      gateway ??= createGateway(env)
      return await handle(request, gateway, context)
    } catch (error) {
      console.error(error instanceof Error ? (error.stack ?? error.message) : error)
      return problemResponse({ status: 500, title: 'The gateway failed', slug: 'gateway' })
    }
  },
} satisfies ExportedHandler<Env>

function createGateway(env: Env): Gateway {
  const parsed = parseConfig(env.MESH)
  if (!parsed.ok) throw new Error(`the config is not valid:\n${parsed.errors.join('\n')}`)
  const { config } = parsed
  const isolate = createIsolate(crypto.randomUUID(), Date.now())
  const report = reportOf(env, isolate, {
    view: (from, nowMs) => isolateView(made, from, nowMs),
    epoch: (nowMs) => made.steer(nowMs).epoch,
  })
  const made: Gateway = {
    config,
    overlay: NO_OVERLAY,
    steer: createSteer(config, NO_OVERLAY),
    observe: createObserve([observeIsolate(isolate, report)]),
    ...{ isolate, report },
    store: createHealthStore(),
    ...signingKeys(env.SIGNING_KEYS),
    assets: env.ASSETS,
  }
  return made
}

function reportOf(
  { OBSERVATORY: observatory }: Env,
  { receipts }: Isolate,
  told: Pick<ReportOptions, 'view' | 'epoch'>,
): Report {
  if (!observatory) return NO_REPORT
  return createReport({
    ...told,
    receipts,
    send: (view, fresh) => tellWorld(observatory, view, fresh),
    now: () => Date.now(),
    sleep: (ms) => scheduler.wait(ms),
  })
}
