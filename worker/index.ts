/** The Worker's entry: wiring only. One gateway per isolate, made with its first request. */
import { problemResponse } from '../protocol/problem.ts'
import { createOperatorsApi, type OperatorsApi } from './admin/api.ts'
import { isForOperators } from './admin/operators-path.ts'
import { isolateView } from './admin/status.ts'
import { tellWorld } from './admin/world.ts'
import { type Gateway, handle, RANDOM_BYTES } from './app.ts'
import { parseConfig } from './config.ts'
import type { Env } from './env.ts'
import { createKvOverlay, type KvOverlay } from './overlay/kv-overlay.ts'
import { NO_OVERLAY } from './overlay/overlay-source.ts'
import { createSteer } from './overlay/steer.ts'
import { createRandom } from './random.ts'
import { createIsolate } from './telemetry/isolate.ts'
import { observeLog } from './telemetry/log.ts'
import { createObserve, observeIsolate } from './telemetry/observe.ts'
import { createReport, NO_REPORT, type Report, type ReportOptions } from './telemetry/report.ts'
import { observeRow } from './telemetry/row.ts'
import { createHealthStore } from './upstream/health-store.ts'
import { createReach } from './upstream/reach.ts'
import { signingKeys } from './upstream/signing-keys.ts'

export { Ledger } from './overlay/ledger.ts'
export { Observatory } from './telemetry/observatory.ts'

let served: { readonly gateway: Gateway; readonly operators: OperatorsApi } | undefined

export default {
  async fetch(request, env, context) {
    try {
      served ??= serve(env)
      const { gateway, operators } = served
      if (isForOperators(request.url)) return await operators(request, context)
      return await handle(request, gateway, context)
    } catch (error) {
      console.error(error instanceof Error ? (error.stack ?? error.message) : error)
      return problemResponse({ status: 500, title: 'The gateway failed', slug: 'gateway' })
    }
  },
} satisfies ExportedHandler<Env>

function serve(env: Env): NonNullable<typeof served> {
  const parsed = parseConfig(env.MESH)
  if (!parsed.ok) throw new Error(`the config is not valid:\n${parsed.errors.join('\n')}`)
  const { config } = parsed
  const overlay: KvOverlay = env.OVERLAY ? createKvOverlay(env.OVERLAY) : { ...NO_OVERLAY, take: () => {} }
  const isolate = createIsolate(crypto.randomUUID(), Date.now())
  const report = reportFor(env, {
    receipts: isolate.receipts,
    view: (from, nowMs) => isolateView(gateway, from, nowMs),
    epoch: (nowMs) => gateway.steer(nowMs).epoch,
  })
  const gateway: Gateway = {
    config,
    overlay,
    steer: createSteer(config, overlay),
    observe: createObserve([
      observeIsolate(isolate, report),
      observeRow(env.ANALYTICS),
      observeLog(config.logs),
    ]),
    ...{ isolate, report },
    store: createHealthStore(),
    reach: createReach(config, env),
    random: createRandom(RANDOM_BYTES),
    ...signingKeys(env.SIGNING_KEYS),
    assets: env.ASSETS,
  }
  return { gateway, operators: createOperatorsApi(gateway, env, overlay.take) }
}

function reportFor(
  { OBSERVATORY: observatory }: Env,
  told: Pick<ReportOptions, 'receipts' | 'view' | 'epoch'>,
): Report {
  if (!observatory) return NO_REPORT
  return createReport({
    ...told,
    send: (view, receipts) => tellWorld(observatory, view, receipts),
    now: () => Date.now(),
    sleep: (ms) => scheduler.wait(ms),
  })
}
