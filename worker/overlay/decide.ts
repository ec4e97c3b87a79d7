/** What becomes of an operator's change. Pure: no I/O, no clock, no randomness. */
import type {
  Change,
  ChangeAnswer,
  ChangeRequest,
  Finding,
  HistoryEntry,
  Undone,
} from '../../protocol/operators/changes.ts'
import type { Mark, Overlay } from '../../protocol/operators/overlay.ts'
import type { Past } from './book.ts'
import { applyChange, replacedBy, saysTheSame, takenBack, withoutEnded } from './changes.ts'
import type { FieldError } from './field-errors.ts'
import { type Grounds, judge, stillBroken } from './safety.ts'

export type Order = {
  readonly request: ChangeRequest
  /** Who asks. */
  readonly by: string
  readonly grounds: Grounds
}

export type Decision =
  /** The operator has seen another revision than the one in force. */
  | { readonly kind: 'stale'; readonly revision: number }
  | { readonly kind: 'impossible'; readonly errors: readonly FieldError[] }
  | { readonly kind: 'nothing-to-undo' }
  | { readonly kind: 'unsafe'; readonly findings: readonly Finding[] }
  /** Without an entry nothing is to be written: a dry run, or nothing changes. */
  | {
      readonly kind: 'decided'
      readonly overlay: Overlay
      readonly change: ChangeAnswer['change']
      readonly changed: boolean
      readonly findings: readonly Finding[]
      readonly entry?: HistoryEntry
    }

/** @param past what operators changed before, newest first. */
export function decide(
  current: Overlay,
  past: readonly Past[],
  { request, by, grounds }: Order,
  nowMs: number,
): Decision {
  if (request.revision !== undefined && request.revision !== current.revision) {
    return { kind: 'stale', revision: current.revision }
  }
  const asked = changeOf(request)
  const base = withoutEnded(current, nowMs).overlay
  const errors = whatIsImpossible(base, asked, grounds)
  if (errors.length > 0) return { kind: 'impossible', errors }
  // What has ended by itself meanwhile is nothing to take back.
  const last = past.find(({ before }) => !saysTheSame(base, withoutEnded(before, nowMs).overlay))
  if (asked.action === 'undo' && !last) return { kind: 'nothing-to-undo' }

  const change = asked.action === 'undo' && last ? undone(last) : asked
  const make = (mark: Mark) =>
    asked.action === 'undo' ? takenBack(base, last?.before ?? base, nowMs) : applyChange(base, asked, mark)
  const mark = markOf(request, by, nowMs)
  const findings = judge(base, make(mark), asked, grounds, nowMs)
  const isRefused = findings.some(({ forceable }) => !(forceable && request.force))
  if (isRefused && !request.dryRun) return { kind: 'unsafe', findings }

  const forced = [...new Set(findings.flatMap(({ rule, forceable }) => (forceable ? rule : [])))]
  const replaced = replacedBy(base, asked)
  const kept = replaced
    ? stillBroken(replaced.mark.forced ?? [], replaced.without, make(mark), grounds, nowMs)
    : []
  const all = [...new Set([...forced, ...kept])]
  const overlay = make(all.length > 0 ? { ...mark, forced: all } : mark)
  if (saysTheSame(base, overlay))
    return { kind: 'decided', overlay: current, change, changed: false, findings }
  if (request.dryRun) return { kind: 'decided', overlay, change, changed: true, findings }
  const { revision } = overlay
  const entry = { revision, atMs: nowMs, by, why: request.why, change, forced, overlay }
  return { kind: 'decided', overlay, change, changed: true, findings, entry }
}

/** An undo that is taken back itself does not tell again what that took back. */
function undone({ revision, change }: Past): Undone {
  return {
    action: 'undo',
    undid: { revision, change: change.action === 'undo' ? { action: 'undo' } : change },
  }
}

/** Without what is not the change itself. */
function changeOf({ why, force, dryRun, revision, ...change }: ChangeRequest): Change {
  return change as Change
}

function markOf(request: ChangeRequest, by: string, atMs: number): Mark {
  const untilMs = 'untilMs' in request ? request.untilMs : undefined
  return { by, atMs, why: request.why, ...(untilMs === undefined ? {} : { untilMs }) }
}

function whatIsImpossible(overlay: Overlay, change: Change, { regions }: Grounds): readonly FieldError[] {
  const ids = regions.map(({ id }) => id)
  const unknown = (field: string, id: string) =>
    ids.includes(id) ? [] : [{ field, message: `expected one of ${ids.join(', ')}, found "${id}"` }]
  switch (change.action) {
    case 'drain':
    case 'weight':
      return unknown('region', change.region)
    case 'restore': {
      // What the overlay says of a region that the config has no more can be taken back.
      const isNamed = overlay.drains[change.region] ?? overlay.weights[change.region]
      return isNamed ? [] : unknown('region', change.region)
    }
    case 'pin':
      return [...unknown('to', change.to), ...drained(overlay, change.to), ...tooMany(overlay)]
    case 'unpin': {
      const known = overlay.pins.map(({ id }) => id)
      const wanted =
        known.length > 0 ? `one of ${known.join(', ')}` : 'the id of a pin, of which there is none'
      return known.includes(change.id)
        ? []
        : [{ field: 'id', message: `expected ${wanted}, found "${change.id}"` }]
    }
    case 'undo':
      return []
  }
}

function drained({ drains }: Overlay, id: string): readonly FieldError[] {
  const mark = drains[id]
  if (!mark) return []
  return [
    { field: 'to', message: `expected a region that is not drained, found "${id}", drained by ${mark.by}` },
  ]
}

function tooMany({ pins }: Overlay): readonly FieldError[] {
  if (pins.length < MOST_PINS) return []
  return [{ field: 'match', message: `expected at most ${MOST_PINS} pins, found ${pins.length} already` }]
}

const MOST_PINS = 50
