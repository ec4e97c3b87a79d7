/** Overlay + change -> the overlay after it. Pure: no I/O, no clock, no randomness. */
import type { Change } from '../../protocol/operators/changes.ts'
import type { Mark, Match, Overlay, Pin } from '../../protocol/operators/overlay.ts'

/** @param mark who makes it, when and why. @returns the next revision; what has ended by then is not in it any more. */
export function applyChange(overlay: Overlay, change: Exclude<Change, Undo>, mark: Mark): Overlay {
  const { overlay: base } = withoutEnded(overlay, mark.atMs)
  const next = { ...base, revision: overlay.revision + 1 }
  switch (change.action) {
    case 'drain':
      return { ...next, drains: { ...base.drains, [change.region]: mark } }
    case 'restore':
      return {
        ...next,
        drains: without(base.drains, change.region),
        weights: without(base.weights, change.region),
      }
    case 'weight':
      return {
        ...next,
        weights: { ...base.weights, [change.region]: { ...mark, weight: change.weight } },
      }
    case 'pin':
      return {
        ...next,
        pins: withPin(base.pins, { ...mark, id: `pin-${next.revision}`, match: change.match, to: change.to }),
      }
    case 'unpin':
      return { ...next, pins: base.pins.filter(({ id }) => id !== change.id) }
  }
}

type Undo = { readonly action: 'undo' }

/** @param before the overlay as it was before the change that is taken back. @returns the next revision. */
export function takenBack(overlay: Overlay, before: Overlay, nowMs: number): Overlay {
  return { ...withoutEnded(before, nowMs).overlay, revision: overlay.revision + 1 }
}

/** @returns the same revision without what has ended, and what that was: `drain bom`. */
export function withoutEnded(
  overlay: Overlay,
  nowMs: number,
): { readonly overlay: Overlay; readonly ended: readonly string[] } {
  const hasEnded = ({ untilMs }: Mark) => untilMs !== undefined && untilMs <= nowMs
  const drains = Object.entries(overlay.drains)
  const weights = Object.entries(overlay.weights)
  const ended = [
    ...drains.flatMap(([id, mark]) => (hasEnded(mark) ? `drain ${id}` : [])),
    ...weights.flatMap(([id, mark]) => (hasEnded(mark) ? `weight ${id}` : [])),
    ...overlay.pins.flatMap((pin) => (hasEnded(pin) ? `pin ${pin.id}` : [])),
  ]
  if (ended.length === 0) return { overlay, ended }
  const left = {
    drains: Object.fromEntries(drains.filter(([, mark]) => !hasEnded(mark))),
    weights: Object.fromEntries(weights.filter(([, mark]) => !hasEnded(mark))),
    pins: overlay.pins.filter((pin) => !hasEnded(pin)),
  }
  return { overlay: { ...overlay, ...left }, ended }
}

/** @returns when the next entry ends; Infinity where none does. */
export function nextEndMs(overlay: Overlay): number {
  return Math.min(Number.POSITIVE_INFINITY, ...endsOf(overlay))
}

/** @returns when its entries end, those that do. */
export function endsOf({ drains, weights, pins }: Overlay): readonly number[] {
  const marks: readonly Mark[] = [...Object.values(drains), ...Object.values(weights), ...pins]
  return marks.flatMap(({ untilMs }) => untilMs ?? [])
}

/** @returns the entry that the change replaces or renews, and the overlay without it. */
export function replacedBy(
  overlay: Overlay,
  change: Change,
): { readonly mark: Mark; readonly without: Overlay } | undefined {
  const { drains, weights, pins } = overlay
  if (change.action === 'drain') {
    const mark = drains[change.region]
    return mark && { mark, without: { ...overlay, drains: without(drains, change.region) } }
  }
  if (change.action === 'weight') {
    const mark = weights[change.region]
    return mark && { mark, without: { ...overlay, weights: without(weights, change.region) } }
  }
  if (change.action !== 'pin') return undefined
  const mark = pins.find(({ match }) => textOf(match) === textOf(change.match))
  return mark && { mark, without: { ...overlay, pins: pins.filter((pin) => pin !== mark) } }
}

/** @returns whether both say the same, whatever their revisions. */
export function saysTheSame(one: Overlay, other: Overlay): boolean {
  const content = ({ drains, weights, pins }: Overlay) =>
    JSON.stringify([sorted(drains), sorted(weights), pins])
  return content(one) === content(other)
}

function sorted(record: Readonly<Record<string, Mark>>): readonly unknown[] {
  return Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1))
}

function without<T>(record: Readonly<Record<string, T>>, id: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== id))
}

/** The newest counts first, and instead of one that matches just the same. */
function withPin(pins: readonly Pin[], pin: Pin): readonly Pin[] {
  return [pin, ...pins.filter(({ match }) => textOf(match) !== textOf(pin.match))]
}

function textOf({ path, method, country, continent, colo, asn }: Match): string {
  return JSON.stringify([path, method, country, continent, colo, asn].map((part) => part ?? null))
}
