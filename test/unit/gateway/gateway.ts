/** A whole gateway in this process, its regions in memory. What is here is checked with the Worker's types. */
import { POSITION } from '../../../protocol/headers.ts'
import type { Overlay } from '../../../protocol/operators/overlay.ts'
import { formatStanding, type Standing } from '../../../protocol/position.ts'
import { type Gateway, handle } from '../../../worker/app.ts'
import type { MeshConfig } from '../../../worker/config.ts'
import { NO_OVERLAY } from '../../../worker/overlay/overlay-source.ts'
import { createSteer } from '../../../worker/overlay/steer.ts'
import { createIsolate } from '../../../worker/telemetry/isolate.ts'
import { NO_REPORT } from '../../../worker/telemetry/report.ts'
import { createHealthStore, type HealthStore } from '../../../worker/upstream/health-store.ts'
import { createReach } from '../../../worker/upstream/reach.ts'
import { signingKeys } from '../../../worker/upstream/signing-keys.ts'

export const KEYS = signingKeys(`k1:${Buffer.alloc(32, 7).toString('base64')}`)

export type GatewayParts = {
  /** Each region is reached by a binding named after it. */
  readonly config: MeshConfig
  readonly overlay?: Overlay
  readonly store?: HealthStore
  readonly random?: Uint8Array
  /** What a region answers to a client's request; probes are always answered well. */
  readonly answer: (regionId: string, request: Request) => Response
  readonly report?: Gateway['report']
  /** Where the region says that its data stand when it is probed. */
  readonly stands?: (regionId: string) => Standing
}

export type MemoryGateway = {
  readonly gateway: Gateway
  /** @returns the answer, and the ids of the regions that the request has reached, in their order. */
  readonly send: (request: Request) => Promise<{ response: Response; reached: readonly string[] }>
}

export function openGateway(parts: GatewayParts): MemoryGateway {
  const { config, overlay, store, random, answer, stands, report } = parts
  const reached: string[] = []
  const service = (id: string) => ({
    async fetch(url: string, init: RequestInit) {
      const request = new Request(url, init)
      if (new URL(request.url).pathname === '/readyz') {
        return new Response('ready', { headers: stands ? { [POSITION]: formatStanding(stands(id)) } : {} })
      }
      reached.push(id)
      return answer(id, request)
    },
  })
  const source = overlay ? { ...NO_OVERLAY, current: () => overlay } : NO_OVERLAY
  const gateway: Gateway = {
    ...KEYS,
    config,
    overlay: source,
    steer: createSteer(config, source),
    store: store ?? createHealthStore(),
    reach: createReach(config, Object.fromEntries(config.regions.map(({ id }) => [id, service(id)]))),
    random: () => random ?? new Uint8Array(28),
    assets: service('assets') as unknown as Fetcher,
    observe: () => {},
    isolate: createIsolate('test', 0),
    report: report ?? NO_REPORT,
  }
  return {
    gateway,
    async send(request) {
      const started: Promise<unknown>[] = []
      const context = { waitUntil: (work: Promise<unknown>) => void started.push(work) }
      const response = await handle(request, gateway, context as unknown as ExecutionContext)
      await Promise.all(started)
      return { response, reached: reached.splice(0) }
    },
  }
}
