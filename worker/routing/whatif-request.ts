/** One request that was, planned again without a change and with it. Pure: no I/O, no clock, no randomness. */
import type { Intent } from '../../protocol/intent.ts'
import type { Receipt } from '../../protocol/operators/status.ts'
import type { MeshConfig } from '../config.ts'
import type { RequestFacts } from '../facts.ts'
import type { Steering } from '../overlay/steering.ts'
import { type AppRequest, classify } from './classify.ts'
import type { ColoKnowledge } from './colo-knowledge.ts'
import { type Decision, decide } from './decide.ts'

export type Scene = {
  readonly config: MeshConfig
  /** What is in force, without the change and with it. */
  readonly before: Steering
  readonly after: Steering
}

export type Predicted = {
  readonly atMs: number
  readonly colo: string
  readonly intent: Intent
  readonly from: string
  readonly to: string
  /** Whether the colo has measured the way that the request would take. */
  readonly source: 'learned' | 'prior'
  /** As the client sees it: measured through the region that answered, predicted through any other. */
  readonly beforeMs: number
  readonly afterMs: number
}

/** @returns undefined where no region answered it, or none would be asked now. */
export function predict(receipt: Receipt, knowledge: ColoKnowledge, scene: Scene): Predicted | undefined {
  const { region, atMs, totalMs, intent } = receipt
  const colo = receipt.colo ?? '–'
  if (region === null) return undefined
  // A region sent it to the primary's, where it goes whatever is drained.
  if (receipt.replay !== null) {
    const source = 'learned'
    return { atMs, colo, intent, from: region, to: region, source, beforeMs: totalMs, afterMs: totalMs }
  }
  const facts = factsOf(receipt)
  const classified = classify(scene.config, facts)
  if (classified.kind !== 'app') return undefined
  const planned = (steering: Steering, lot: number) =>
    decide(
      classified,
      { facts, bookmarks: [], lot, nowMs: atMs },
      { config: scene.config, steering, knowledge },
    )
  const lot = likelyLot(receipt, scene.before, (drawn) => firstOf(planned(scene.before, drawn)))
  const [before, after] = [planned(scene.before, lot), planned(scene.after, lot)]
  const [from, to] = [firstOf(before), firstOf(after)]
  if (from === undefined || to === undefined) return undefined
  return {
    ...{ atMs, colo, intent: classified.intent, from, to },
    source: knowledge.guessed.has(to) ? 'prior' : 'learned',
    beforeMs: timeThrough(from, receipt, classified, before),
    afterMs: timeThrough(to, receipt, classified, after),
  }
}

/** Nothing of a region's own work changes: only the way to it, and a write's way on to the primary. */
function timeThrough(
  id: string,
  { region, totalMs, parts }: Receipt,
  { intent }: AppRequest,
  { ranking }: Decision,
): number {
  const way = ranking.find((costed) => costed.region.id === id)
  if (id === region || !way) return totalMs
  const isWrite = intent === 'write'
  const goneMs = (parts.net ?? 0) + (isWrite ? (parts.wan ?? 0) : 0)
  const comingMs = way.rttMs + (isWrite ? (way.toPrimaryMs ?? 0) : 0)
  return Math.max(0, totalMs - goneMs) + comingMs
}

/**
 * Which lot a request drew is not told. Where weights draw, one is taken that brings it where it went, if there is one
 * among the first few: so those that move are as many as the weights say.
 */
function likelyLot(
  { traceId, atMs, region }: Receipt,
  { weights }: Steering,
  firstBy: (lot: number) => string | undefined,
): number {
  const lots = Array.from({ length: MOST_LOTS }, (_, index) => lotOf(`${traceId} ${atMs} ${index}`))
  const [first = 0] = lots
  const isDrawn = [...weights.values()].some((weight) => weight > 0 && weight < 1)
  return isDrawn ? (lots.find((lot) => firstBy(lot) === region) ?? first) : first
}

const MOST_LOTS = 16

/** @returns from 0 to below 1, the same for the same text: FNV-1a, its bits mixed as MurmurHash3 does. */
function lotOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

function firstOf({ plan }: Decision): string | undefined {
  return plan.attempts[0]?.region.id
}

/** Where the client stood is not told; what the colo has measured decides without it. */
function factsOf({ method, path, colo, country, continent, asn }: Receipt): RequestFacts {
  return {
    ...{ method, path, host: '', scheme: 'https', position: undefined },
    ...{ colo: colo ?? undefined, country: country ?? undefined, continent: continent ?? undefined },
    ...{ asn: asn ?? undefined, clientRttMs: undefined, clientAddress: undefined, isUpgrade: false },
  }
}
