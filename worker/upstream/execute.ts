/** Walks a plan: tries its regions in turn until one answers, and follows a replay to the primary's region. */
import { BOOKMARK_VERDICT, PREFER, replayIntent } from '../../protocol/headers.ts'
import { tryTimeoutMs } from '../resilience/deadline.ts'
import type { Plan } from '../routing/plan.ts'
import { primaryOf } from '../routing/primary.ts'
import { alone, tryFirst } from './hedge.ts'
import { type AttemptFailure, mayHaveHappened, type Outcome, type Try } from './outcome.ts'
import { type ReplayRoute, replayRoute } from './replay-route.ts'
import { tryRegion, type Upstream } from './try-region.ts'

export async function execute(plan: Plan, upstream: Upstream): Promise<Outcome> {
  const { config, store, body } = upstream
  const startedMs = Date.now()
  const failures: AttemptFailure[] = []
  const send = (wanted: Try) => tryRegion(upstream, wanted)
  const hedging = { ...upstream, tryRegion: send }
  const planned = plan.attempts.map(({ region }) => region)
  let replay: ReplayRoute | undefined
  let intent = plan.intent
  /** Whether the next try is one that a region has asked for, and so none of the retries. */
  let isOwed = true
  /** Whether the last try was known to be in vain: what comes after it is the request's first fair one. */
  let wasVain = false

  for (;;) {
    const wasTried = failures.length > 0 || replay !== undefined
    if (wasTried && !body.isRepeatable) break
    if (!isOwed && !plan.retries && failures.some(mayHaveHappened)) break
    const chosen = replay ? replay.next() : planned.shift()
    if (!chosen || !(isOwed || wasVain || store.mayRetry())) break
    const mayGoOn = () => body.isRepeatable && (replay ? replay.hasNext() : planned.length > 0)
    const isLast = !mayGoOn() || (intent === 'write' && !plan.retries)
    // Rather older data than none.
    if (replay?.reason === 'stale' && chosen.id === replay.from.id) upstream.headers.delete(PREFER)
    const timeoutMs = tryTimeoutMs(config.timeouts, Date.now() - startedMs, isLast)
    if (timeoutMs <= 0) break
    const next = { region: chosen, intent, timeoutMs }
    const tried = wasTried ? alone(chosen, await send(next)) : await tryFirst(plan, hedging, next)
    const { result, region } = tried
    if (tried.wasHedged) planned.shift()
    failures.push(...tried.others)
    const isHedged = region !== chosen
    const hasNext = mayGoOn()
    isOwed = false
    wasVain = !wasTried && plan.attempts[0]?.isUnwell === true
    switch (result.kind) {
      case 'answer':
        // What this region refuses, an earlier try may still do: that is no answer to the write.
        if (failures.some(mayHaveHappened) && isOpen(result.answer.response)) {
          await result.answer.response.body?.cancel()
          return unavailable()
        }
        return { kind: 'answered', replay: replay?.reason, failures, isHedged, ...result.answer }
      case 'failure':
        failures.push(result.failure)
        if (result.failure.cause === 'client') return unavailable()
        break
      case 'elsewhere': {
        // Its own words are for the client, unless another one can still answer or there is more to tell.
        if (!hasNext && !failures.some(mayHaveHappened))
          return { kind: 'answered', replay: replay?.reason, failures, isHedged, ...result.answer }
        await result.answer.response.body?.cancel()
        if (intent === 'read') store.failed(region.id, Date.now())
        failures.push(result.failure)
        break
      }
      case 'replay': {
        if (replay) {
          failures.push({ regionId: region.id, intent, cause: 'not-primary' })
          break
        }
        const { reason } = result
        if (intent === 'read') intent = replayIntent(reason)
        const primary = () => primaryOf(config, store.standings)
        replay = replayRoute({ plan, from: region, reason, intent, primary, standings: store.standings })
        if (!replay.hasNext()) {
          failures.push({ regionId: region.id, intent, cause: 'not-primary' })
          return unavailable()
        }
        if (!body.isRepeatable) return { kind: 'not-repeatable' }
        isOwed = true
        break
      }
    }
  }
  return unavailable()

  function unavailable(): Outcome {
    if (replay?.isConfined) {
      return { kind: 'replay-not-allowed', intent, regionId: replay.from.id, reason: replay.reason }
    }
    return { kind: 'unavailable', intent, retries: plan.retries, failures }
  }
}

/** Refusals of the request itself, which no try of it can have passed. */
const FINAL = [400, 401, 405, 411, 413, 414, 415, 422, 431]

/** Whether the same write may fare otherwise in another try. A verdict on the client's bookmarks speaks of other writes. */
function isOpen({ status, headers }: Response): boolean {
  return status >= 400 && !FINAL.includes(status) && !headers.has(BOOKMARK_VERDICT)
}
