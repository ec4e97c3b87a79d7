/** The safety rules: what speaks against a change. Pure: no I/O, no clock, no randomness. */
import type { Change, Finding } from '../../protocol/operators/changes.ts'
import type { Overlay, SafetyRule } from '../../protocol/operators/overlay.ts'
import { endsOf, withoutEnded } from './changes.ts'

/** What a change is judged by, as the isolate that was asked knows it. */
export type Grounds = {
  readonly regions: readonly { readonly id: string; readonly weight: number; readonly capacity: number }[]
  readonly routes: readonly { readonly only?: readonly string[] | undefined }[]
  /** The id of the primary's region. */
  readonly primary: string
  /** The ids of the regions that are unwell as this colo sees them. */
  readonly unwell: readonly string[]
}

/**
 * A change that takes no traffic from any region is safe, however little is left; at no time, also not once something
 * has ended: to make a drain last longer takes traffic away when it would have ended.
 * @param before and after, both without what has ended.
 * @returns what speaks against it.
 */
export function judge(
  before: Overlay,
  after: Overlay,
  change: Change,
  grounds: Grounds,
  nowMs: number,
): readonly Finding[] {
  if (change.action === 'restore' || change.action === 'unpin') return []
  const times = [...new Set([nowMs, ...endsOf(before), ...endsOf(after)])].toSorted((a, b) => a - b)
  const told = new Map<string, Finding>()
  for (const atMs of times) {
    for (const finding of judgeAt(before, after, grounds, atMs)) {
      const key = finding.message.split(':', 1)[0] ?? ''
      const message =
        atMs === nowMs ? finding.message : `${finding.message} So it is from ${timeOf(atMs)} on.`
      if (!told.has(key)) told.set(key, { ...finding, message })
    }
  }
  return [...expiry(change, nowMs), ...told.values(), ...unwellPins(before, after, grounds)]
}

/** @returns those of `rules` that the overlay breaks now, against what it would be without one of its entries. */
export function stillBroken(
  rules: readonly SafetyRule[],
  without: Overlay,
  overlay: Overlay,
  grounds: Grounds,
  nowMs: number,
): readonly SafetyRule[] {
  const findings = [...judgeAt(without, overlay, grounds, nowMs), ...unwellPins(without, overlay, grounds)]
  return rules.filter((rule) => findings.some((finding) => finding.rule === rule))
}

/** What is against the rules once `atMs` has come. */
function judgeAt(before: Overlay, after: Overlay, grounds: Grounds, atMs: number): readonly Finding[] {
  const then = {
    before: withoutEnded(before, atMs).overlay,
    after: withoutEnded(after, atMs).overlay,
  }
  const shares = grounds.regions.map((region) => ({
    ...region,
    before: shareOf(then.before, region),
    after: shareOf(then.after, region),
  }))
  const judged = { ...then, shares, grounds }
  const takesAway = shares.some((region) => region.after < region.before)
  // A region without weight is still the way of what must go there.
  return (takesAway ? RULES : [primary]).flatMap((rule) => rule(judged))
}

type Shared = Grounds['regions'][number] & { readonly before: number; readonly after: number }
type Judged = {
  readonly before: Overlay
  readonly after: Overlay
  readonly shares: readonly Shared[]
  readonly grounds: Grounds
}
type Rule = (judged: Judged) => readonly Finding[]

function shareOf({ drains, weights }: Overlay, { id, weight }: { id: string; weight: number }): number {
  return drains[id] ? 0 : (weights[id]?.weight ?? weight)
}

function lastRegion({ after, shares }: Judged): readonly Finding[] {
  if (shares.some((region) => region.after > 0)) return []
  const message = `No region would be left to serve: expected one that is not drained and has a weight above 0, found ${statesOf(after, shares)}.`
  return [{ rule: 'last-region', forceable: false, message }]
}

function lastOfRoute({ after, shares, grounds }: Judged): readonly Finding[] {
  return grounds.routes.flatMap(({ only }, index): readonly Finding[] => {
    const own = shares.filter(({ id }) => only?.includes(id))
    const isLost = own.some((region) => region.before > 0) && own.every((region) => region.after === 0)
    if (!isLost) return []
    const message = `Route rule ${index} may be served by ${listOf(only ?? [])} only and would have none left: found ${statesOf(after, own)}.`
    return [{ rule: 'last-region', forceable: true, message }]
  })
}

/** By weight it can't be taken away: what must go there goes there. */
function primary({ before, after, grounds }: Judged): readonly Finding[] {
  const id = grounds.primary
  if (!after.drains[id] || before.drains[id]) return []
  const message = `${id} is the primary's region: replays, interactive transactions and routes with via = "home" have no other way. Drained, it stays their last resort.`
  return [{ rule: 'primary', forceable: true, message }]
}

function capacity({ shares }: Judged): readonly Finding[] {
  const all = sum(shares.map((region) => region.capacity * region.weight))
  const left = sum(shares.map((region) => region.capacity * region.after))
  if (left >= all / 2) return []
  const message = `Too little would be left: expected at least half of the regions' capacity (${round(all / 2)} of ${round(all)}), found ${round(left)}.`
  return [{ rule: 'capacity', forceable: true, message }]
}

function health({ shares, grounds }: Judged): readonly Finding[] {
  const left = shares.filter((region) => region.after > 0).map(({ id }) => id)
  if (left.length === 0 || left.some((id) => !grounds.unwell.includes(id))) return []
  const message = `None of the regions that would be left is well as this colo sees them: expected one of ${listOf(left)}, found none.`
  return [{ rule: 'health', forceable: true, message }]
}

/** A pin holds though its region is unwell: what matches would fail, or wait for a try each time. */
function unwellPins(before: Overlay, after: Overlay, { unwell }: Grounds): readonly Finding[] {
  const known = before.pins.map(({ id }) => id)
  const added = after.pins.filter(({ id, to }) => !known.includes(id) && unwell.includes(to))
  return [...new Set(added.map(({ to }) => to))].map((to) => {
    const message = `The pin would send what matches to ${to}: expected a region that is well as this colo sees it, found one that is not.`
    return { rule: 'health', forceable: true, message }
  })
}

function expiry(change: Change, nowMs: number): readonly Finding[] {
  const untilMs = 'untilMs' in change ? change.untilMs : undefined
  if (untilMs === undefined || (untilMs > nowMs && untilMs <= nowMs + LONGEST_MS)) return []
  const wrong = untilMs <= nowMs ? 'lies in the past' : 'is too far off'
  const message = `The end ${wrong}: expected after ${timeOf(nowMs)} and at most 30 days later, found ${timeOf(untilMs)}.`
  return [{ rule: 'expiry', forceable: false, message }]
}

const RULES: readonly Rule[] = [lastRegion, lastOfRoute, primary, capacity, health]
const LONGEST_MS = 30 * 24 * 60 * 60 * 1000

function statesOf({ drains }: Overlay, regions: readonly Shared[]): string {
  return listOf(regions.map(({ id, after }) => (drains[id] ? `${id} drained` : `${id} with weight ${after}`)))
}

function listOf(words: readonly string[]): string {
  return words.join(', ')
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function round(number: number): number {
  return Math.round(number * 100) / 100
}

function timeOf(ms: number): string {
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString()
}
