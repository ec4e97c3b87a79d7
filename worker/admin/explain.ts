/** What the gateway would do with a request, by the code that does it. No region is asked. */
import { BOOKMARK } from '../../protocol/headers.ts'
import type { ExplainRequest, Explanation, Vantage } from '../../protocol/operators/explain.ts'
import type { Gateway } from '../app.ts'
import { decideNow, knowledgeOf } from '../decide-now.ts'
import { pathOf, type RequestFacts } from '../facts.ts'
import type { Fields } from '../fields.ts'
import { classify } from '../routing/classify.ts'
import type { Knowledge } from '../routing/decide.ts'
import { explain } from '../routing/explain.ts'
import { HIGHEST_LOT, lotOf } from '../routing/weights.ts'
import { gatherBookmarks } from '../upstream/request-bookmarks.ts'

/**
 * @param from what is known of the request that asks: it stands in for what is left out.
 */
export function explainRequest(
  gateway: Gateway,
  { method, path, vantage = {}, bookmark, lot = lotOf(gateway.random()) }: ExplainRequest,
  from: RequestFacts,
): Explanation {
  const nowMs = Date.now()
  const { config, store, bookmarkKeys } = gateway
  const steering = gateway.steer(nowMs)
  const facts = factsAt(from, method, path, vantage)
  const classified = classify(config, facts)
  if (classified.kind === 'missing') {
    const sentence = `no region is asked: ${facts.path} is for static files, or the gateway's own`
    return { kind: 'edge', epoch: steering.epoch, sentence }
  }
  const isElsewhere = facts.colo !== from.colo
  const knowledge = knowledgeOf(store, nowMs)
  // What an isolate has learned of distance holds for its own colo; what it knows of the regions holds anywhere.
  const known = { config, steering, knowledge: isElsewhere ? { ...knowledge, estimates: NONE } : knowledge }
  const asked = { facts, headers: bookmarkHeaders(bookmark), lot: Math.min(lot, HIGHEST_LOT), nowMs }
  return explain({
    classified,
    decision: decideNow(classified, asked, { ...known, bookmarkKeys }),
    known,
    circuits: store.circuits,
    learnedIn: isElsewhere || store.estimates.size === 0 ? null : (from.colo ?? null),
    lot: asked.lot,
    nowMs,
  })
}

const NONE: Knowledge['estimates'] = new Map()

function factsAt(from: RequestFacts, method: string, path: string, vantage: Vantage): RequestFacts {
  const { latitude, longitude } = vantage
  return {
    ...from,
    method,
    path: pathOf(new URL(`https://gateway/${path.replace(/^\//, '')}`)),
    isUpgrade: false,
    position: latitude === undefined || longitude === undefined ? from.position : { latitude, longitude },
    colo: vantage.colo ?? from.colo,
    country: vantage.country ?? from.country,
    continent: vantage.continent ?? from.continent,
    asn: vantage.asn ?? from.asn,
  }
}

/** What no header can hold can't be a bookmark either. */
function bookmarkHeaders(text: string | undefined): Fields {
  const headers = new Map<string, string>()
  if (text !== undefined && /^[\x20-\x7e]*$/.test(text)) headers.set(BOOKMARK, text)
  gatherBookmarks(headers)
  return headers
}
