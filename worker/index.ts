/** The Worker's entry: wiring only. One gateway per isolate, made with its first request. */
import { problemResponse } from '../protocol/problem.ts'
import { type Gateway, handle } from './app.ts'
import { parseConfig } from './config.ts'
import type { Env } from './env.ts'
import { NO_OVERLAY } from './overlay/overlay-source.ts'
import { createSteer } from './overlay/steer.ts'
import type { Observe } from './telemetry/handled.ts'
import { observeLog } from './telemetry/log.ts'
import { observeRow } from './telemetry/row.ts'
import { createHealthStore } from './upstream/health-store.ts'
import { signingKeys } from './upstream/signing-keys.ts'

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
  return {
    config,
    overlay: NO_OVERLAY,
    steer: createSteer(config, NO_OVERLAY),
    observe: both(observeRow(env.ANALYTICS), observeLog(config.logs)),
    store: createHealthStore(),
    ...signingKeys(env.SIGNING_KEYS),
    assets: env.ASSETS,
  }
}

function both(first: Observe, second: Observe): Observe {
  return (handled, context) => {
    first(handled, context)
    second(handled, context)
  }
}
