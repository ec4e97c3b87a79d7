/** Why a region has its place, in a sentence. Pure: no I/O, no clock, no randomness. */
import type { Mark, Pin } from '../../protocol/operators/overlay.ts'
import type { Explained } from './explain.ts'
import { isDeposed } from './primary.ts'
import type { Costed } from './rank.ts'
import type { Place } from './reason.ts'
import { marginMs } from './write-way.ts'

/** @param costed the same region with its costs for this request. */
export function sentenceOf({ region, place, reason }: Place, costed: Costed, explained: Explained): string {
  const { reason: rule, only } = explained.classified
  const way = wayOf(costed)
  switch (reason.kind) {
    case 'nearest':
    case 'next-best':
      return `${reason.kind}: ${way}${keptOf(costed, explained)}`
    case 'fresher':
      return `fresher: ${way}; ${reason.than} is nearer, and lacks what the bookmark has seen`
    case 'home':
      return `the primary's region, where ${rule} sends it: ${way}`
    case 'preferred':
      return `preferred by ${rule}: ${way}`
    case 'pinned':
      return `${pinnedBy(reason.by, rule)}; ${way}`
    case 'weighted-away':
      return `its weight ${reason.weight} and this request's lot ${rounded(reason.lot)} send it on: ${way}`
    case 'last-resort': {
      const order = place === 1 ? 'tried all the same, for want of a better one' : 'tried last'
      const pin = reason.pinnedBy ? `${pinnedBy(reason.pinnedBy, rule)}, but ` : ''
      return `${pin}${lastly(region.id, reason.why, explained)} (${order})`
    }
    case 'not-allowed':
      return `left out: ${rule} allows only ${only?.join(', ')}`
    case 'not-home':
      return `left out: ${rule} sends a read to the primary's region and nowhere else`
    case 'one-try':
      return `left out: ${rule} has a write sent once`
  }
}

function wayOf({ rttMs, source, waitMs, pressureMs, toPrimaryMs }: Costed): string {
  const parts = [
    `${rounded(rttMs)} ms away (${source === 'learned' ? 'learned' : 'by the map'})`,
    toPrimaryMs === undefined ? [] : `${rounded(toPrimaryMs)} ms on to the primary`,
    waitMs === 0 ? [] : `${rounded(waitMs)} ms until it has what the bookmark has seen`,
    pressureMs === 0 ? [] : `its answers come ${rounded(pressureMs)} ms later than usual`,
  ]
  return parts.flat().join(', ')
}

/** Why the nearest region keeps a write though another way costs less. */
function keptOf(costed: Costed, { classified, decision: { ranking } }: Explained): string {
  const isCheaper = ({ costMs }: Costed) => costMs < costed.costMs
  const behind = ranking.slice(ranking.indexOf(costed) + 1)
  if (classified.intent !== 'write' || !behind.some(isCheaper)) return ''
  return `; nearest as it is, it keeps a write unless another way is ${rounded(marginMs(costed.costMs))} ms quicker`
}

function lastly(id: string, why: 'circuit' | 'weight' | 'drain', explained: Explained): string {
  switch (why) {
    case 'drain': {
      const mark = explained.known.steering.drains.get(id)
      return `drained${mark ? ` ${markOf(mark)}` : ''}`
    }
    case 'weight':
      return 'its weight is 0'
    case 'circuit':
      return circuitOf(id, explained)
  }
}

function pinnedBy(by: Pin | 'rule', rule: string): string {
  return `pinned ${by === 'rule' ? `by ${rule}` : markOf(by)}`
}

function circuitOf(id: string, { circuits, known: { knowledge }, nowMs }: Explained): string {
  const circuit = circuits.get(id)
  if (circuit && circuit.state !== 'closed') {
    return `its circuit is ${circuit.state} since ${Math.round((nowMs - circuit.sinceMs) / 1000)} s`
  }
  if (isDeposed(knowledge.standings.get(id)?.standing, knowledge.highestTimeline)) {
    return 'another primary has taken over from it'
  }
  return 'writes through it have not reached the primary lately'
}

/** As in "by ana until 2026-11-24 14:00 UTC: kernel upgrade". */
function markOf({ by, untilMs, why }: Mark): string {
  return `by ${by}${untilMs === undefined ? '' : ` until ${MINUTES.format(untilMs)} UTC`}: ${why}`
}

/** The Swedish way to write a time is that of ISO 8601, near enough. */
const MINUTES = new Intl.DateTimeFormat('sv-SE', { timeZone: 'UTC', dateStyle: 'short', timeStyle: 'short' })

function rounded(value: number): number {
  return value < 10 ? Math.round(value * 100) / 100 : Math.round(value)
}
