/**
 * The regions that may serve a request, in the order to try: pinned, then the well ones (preferred, then by cost, the
 * first of them drawn by weight), those with an open circuit, those of weight 0, the drained ones. None is ever left out.
 * A pin does not hold while its region's circuit is open: each request would pay for that region's death once more.
 * Pure: no I/O, no clock, no randomness.
 */
import type { Pin } from '../../protocol/operators/overlay.ts'
import type { RegionConfig } from '../config.ts'
import type { AppRequest } from './classify.ts'
import type { Costed, Ranked } from './rank.ts'
import type { TryReason } from './reason.ts'
import { drawn } from './weights.ts'

export type Ways = {
  /** Every region, the best way first. */
  readonly ranking: readonly Costed[]
  /** The same as they would be without a bookmark. */
  readonly unmarked: readonly Ranked[]
  /** The id of the primary's region. */
  readonly primary: string
  /** The ids of regions to try after those that are well. */
  readonly unwell: ReadonlySet<string>
  /** The ids of regions to try last of all. */
  readonly drained: { has(id: string): boolean }
  /** By region id: its share of the requests for which it is the first choice; 1 where none is given. */
  readonly weights: ReadonlyMap<string, number>
  /** The operators' pin that fits the request. */
  readonly pin: Pin | undefined
  /** From 0 to below 1: whom the weights give this request. */
  readonly lot: number
}

export type Ordered = { readonly region: RegionConfig; readonly reason: TryReason }

export function order(request: AppRequest, ways: Ways): readonly Ordered[] {
  const { unwell, drained } = ways
  const weightOf = (id: string) => ways.weights.get(id) ?? 1
  const pins = pinsOf(request, ways)
  const well: RegionConfig[] = []
  const ill: Ordered[] = []
  const weightless: Ordered[] = []
  const drains: Ordered[] = []
  for (const { region } of ways.ranking) {
    if (!isAllowed(request, region.id) || isIn(pins, region)) continue
    if (drained.has(region.id)) drains.push({ region, reason: DRAINED })
    else if (weightOf(region.id) === 0) weightless.push({ region, reason: WEIGHTLESS })
    else if (unwell.has(region.id)) ill.push({ region, reason: ILL })
    else well.push(region)
  }
  const [pinned, illPinned] = split(pins, ({ region }) => !unwell.has(region.id))
  const isFirstChoice = pinned.length === 0 && request.via === 'nearest'
  const best = isFirstChoice ? chosen(request, ways, well, weightOf) : inOrder(request, well)
  // Nearly always there is nobody else.
  if (well.length === ways.ranking.length) return best
  return [
    ...pinned.map(({ region, by }): Ordered => ({ region, reason: { kind: 'pinned', by } })),
    ...best,
    ...illPinned.map(({ region, by }): Ordered => ({ region, reason: { ...ILL, pinnedBy: by } })),
    ...ill,
    ...weightless,
    ...drains,
  ]
}

const ILL = { kind: 'last-resort', why: 'circuit' } as const
const WEIGHTLESS = { kind: 'last-resort', why: 'weight' } as const
const DRAINED = { kind: 'last-resort', why: 'drain' } as const
const NEXT_BEST = { kind: 'next-best' } as const
const PREFERRED = { kind: 'preferred' } as const

/** @returns whether the rule lets the region serve the request. */
export function isAllowed({ only }: AppRequest, id: string): boolean {
  return only === undefined || only.includes(id)
}

/** A pin to a region that is drained, or not allowed, is none. What must go home goes home. */
function pinsOf(request: AppRequest, { pin, ranking, drained }: Ways): readonly Pinned[] {
  if (request.via === 'home' || (!pin && !request.pin)) return []
  const pins = [
    ...(pin ? [{ id: pin.to, by: pin }] : []),
    ...(request.pin && request.pin !== pin?.to ? [{ id: request.pin, by: 'rule' as const }] : []),
  ]
  return pins.flatMap(({ id, by }) => {
    if (!isAllowed(request, id) || drained.has(id)) return []
    const found = ranking.find(({ region }) => region.id === id)
    return found ? { region: found.region, by } : []
  })
}

type Pinned = { readonly region: RegionConfig; readonly by: Pin | 'rule' }

/** Who is passed over by the lot comes right after who takes the request. */
function chosen(
  request: AppRequest,
  { unmarked, lot }: Ways,
  well: readonly RegionConfig[],
  weightOf: (id: string) => number,
): readonly Ordered[] {
  const candidates = inOrder(request, well)
  const [best] = candidates
  if (!best) return []
  // Nearly always the first takes all that comes to it, and there is nothing to draw.
  const shareOf = ({ region }: Ordered) => weightOf(region.id)
  const index = shareOf(best) === 1 ? 0 : drawn(candidates.map(shareOf), lot)
  if (index === 0) return [firstChoice(best, unmarked, well), ...candidates.slice(1)]
  const passedOver = candidates.slice(0, index).map(({ region }): Ordered => {
    return { region, reason: { kind: 'weighted-away', weight: weightOf(region.id), lot } }
  })
  return [candidates[index] ?? best, ...passedOver, ...candidates.slice(index + 1)]
}

function firstChoice(first: Ordered, unmarked: readonly Ranked[], well: readonly RegionConfig[]): Ordered {
  if (first.reason.kind === 'preferred') return first
  const nearest = unmarked.find(({ region }) => well.includes(region))?.region ?? first.region
  if (nearest.id === first.region.id) return { ...first, reason: { kind: 'nearest' } }
  return { ...first, reason: { kind: 'fresher', than: nearest.id } }
}

function inOrder({ prefer }: AppRequest, well: readonly RegionConfig[]): readonly Ordered[] {
  const preferred: Ordered[] = []
  for (const id of prefer) {
    const region = well.find((one) => one.id === id)
    if (region) preferred.push({ region, reason: PREFERRED })
  }
  const others = preferred.length === 0 ? well : well.filter((region) => !isIn(preferred, region))
  return [...preferred, ...others.map((region): Ordered => ({ region, reason: NEXT_BEST }))]
}

function isIn(some: readonly { readonly region: RegionConfig }[], region: RegionConfig): boolean {
  return some.some((one) => one.region === region)
}

function split<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))]
}
