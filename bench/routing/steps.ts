/** Each step as one call of a checkout's code, on the next request each time. */
import { BOOKMARK, INTENT, REGION } from '../../protocol/headers.ts'
import { NO_OVERLAY } from '../../worker/overlay/overlay-source.ts'
import type { AppRequest } from '../../worker/routing/classify.ts'
import { signingKeys } from '../../worker/upstream/signing-keys.ts'
import type { Code } from './code.ts'
import { learnAll } from './known.ts'
import { meshOf, overlayOf } from './mesh.ts'
import { type BenchRequest, REQUESTS, requestsOf } from './requests.ts'
import { scenarioOf, type Variant } from './scenarios.ts'

/** @returns something of the result, so that no compiler leaves the work out. */
export type Call = (turn: number) => number

export function callOf(variant: Variant, code: Code): Call {
  const scenario = scenarioOf(variant.scenario)
  const keys = signingKeys(`bench:${Buffer.alloc(32, 7).toString('base64')}`)
  const config = meshOf(variant.regions, scenario)
  const overlay = overlayOf(config, scenario)
  const store = code.createHealthStore(() => 0)
  learnAll(store, config, scenario)
  const steer = code.createSteer(config, { ...NO_OVERLAY, current: () => overlay })
  const requests = requestsOf(scenario, keys)
  const world = { code, config, keys, steer, store }
  switch (variant.step) {
    case 'sign':
      return signing(requests, world)
    case 'route':
      return onEach(requests, (request) => routed(request, world))
    case 'plan':
      return onEach(
        requests.map((request) => readyToPlan(request, world)),
        ({ request, ways }) => code.plan(request, ways).attempts.length,
      )
  }
}

type World = Pick<Parameters<Code['decideNow']>[2], 'config'> & {
  readonly code: Code
  readonly keys: ReturnType<typeof signingKeys>
  readonly steer: ReturnType<Code['createSteer']>
  readonly store: ReturnType<Code['createHealthStore']>
}

function onEach<T>(all: readonly T[], work: (one: T) => number): Call {
  return (turn) => {
    const one = all[turn & (REQUESTS - 1)]
    return one === undefined ? 0 : work(one)
  }
}

/** From facts to a plan, as worker/app.ts does it. */
function routed(request: BenchRequest, { code, config, keys, steer, store }: World): number {
  const classified = code.classify(config, request.facts)
  if (classified.kind !== 'app') return 0
  const steering = steer(request.nowMs)
  const knowledge = code.knowledgeOf(store, request.nowMs)
  const { plan } = code.decideNow(classified, request, { ...keys, config, steering, knowledge })
  return plan.attempts.length
}

/** What decide() hands to plan(). */
function readyToPlan(
  { facts, headers, lot, nowMs }: BenchRequest,
  { code, config, keys, steer, store }: World,
) {
  const request = code.classify(config, facts) as AppRequest
  const steering = steer(nowMs)
  const { standings, toPrimary, estimates, pressures, highestTimeline, unwell } = code.knowledgeOf(
    store,
    nowMs,
  )
  const primary = code.primaryOf(config, standings)
  const byDistance = code.rank(config.regions, facts.position, estimates, pressures)
  const bookmarks = code.verifiedBookmarks(headers.get(BOOKMARK), keys.bookmarkKeys)
  const isWrite = request.intent === 'write'
  const ranking = isWrite
    ? code.rankForWrite(byDistance, primary, toPrimary)
    : code.rankForRead(byDistance, bookmarks, { standings, primary, highestTimeline, toPrimary, nowMs })
  const drained = new Set(steering.drains.keys())
  const pin = steering.pins.find(({ match }) => code.matches(match, facts))
  const unmarked = isWrite ? ranking : byDistance
  const { weights } = steering
  return {
    request,
    ways: { ranking, unmarked, primary, unwell: unwell[request.intent], drained, weights, pin, lot },
  }
}

function signing(requests: readonly BenchRequest[], { code, keys }: World): Call {
  const headers = new Headers({
    [INTENT]: 'read',
    [REGION]: 'aaa',
    forwarded: 'for=192.0.2.1;host="shop.example";proto=https',
  })
  const key = keys.keyOf('aaa')
  return onEach(requests, ({ facts, nowMs }) => {
    code.sign({ method: facts.method, url: `https://aaa.example${facts.path}`, headers }, key, nowMs)
    return 1
  })
}
