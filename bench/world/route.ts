/** One request -> where the gateway's own code sends it, and the ways that it takes. */
import type { Bookmark } from '../../protocol/bookmark.ts'
import type { Intent } from '../../protocol/intent.ts'
import { classify } from '../../worker/routing/classify.ts'
import { decide } from '../../worker/routing/decide.ts'
import type { Colo, Scene } from './scene.ts'

export type Asking = {
  readonly bookmarks: readonly Bookmark[]
  /** From 0 to below 1. */
  readonly lot: number
  readonly nowMs: number
}

export type Route = {
  /** The id of the region that is asked first. */
  readonly region: string
  /** Medians in milliseconds: from the edge to the region, and for a write from there on to the primary. */
  readonly thereMs: number
  readonly onwardMs: number
}

/** @returns undefined where no region may be asked. */
export function routeOf(scene: Scene, colo: Colo, intent: Intent, asking: Asking): Route | undefined {
  const facts = colo.facts[intent]
  const request = classify(scene.config, facts)
  if (request.kind !== 'app') return undefined
  const { plan, primary } = decide(request, { facts, ...asking }, { ...scene, knowledge: colo.knowledge })
  const region = plan.attempts[0]?.region.id
  if (region === undefined) return undefined
  const isAway = request.intent === 'write' && region !== primary
  return {
    region,
    thereMs: colo.toRegionMs.get(region) ?? Number.NaN,
    onwardMs: isAway ? (colo.toPrimaryMs.get(region) ?? Number.NaN) : 0,
  }
}
