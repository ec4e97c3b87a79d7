/** The safety rules: what speaks against a change. Pure: no I/O, no clock, no randomness. */
import type { Change, Finding } from '../../protocol/operators/changes.ts'
import type { Overlay } from '../../protocol/operators/overlay.ts'

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
 * A change that takes no traffic from any region is safe, however little is left.
 * @param before and after, both without what has ended.
 * @returns what speaks against it, first what can't be forced.
 */
export function judge(
  before: Overlay,
  after: Overlay,
  change: Change,
  grounds: Grounds,
  nowMs: number,
): readonly Finding[] {
  if (change.action === 'restore' || change.action === 'unpin') return []
  const shares = grounds.regions.map((region) => ({
    ...region,
    before: shareOf(before, region),
    after: shareOf(after, region),
  }))
  const takesAway = shares.some((region) => region.after < region.before)
  const judged = { before, after, shares, grounds }
  return [...expiry(change, nowMs), ...(takesAway ? RULES.flatMap((rule) => rule(judged)) : [])]
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
