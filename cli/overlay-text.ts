/** Marks, changes and findings in words. Pure. */
import type { Finding, HistoryEntry } from '../protocol/operators/changes.ts'
import type { Mark } from '../protocol/operators/overlay.ts'
import { formatRule } from './rule.ts'
import { percent, utc } from './units.ts'

/** @returns `by ana since 2026-11-24 12:00 UTC until 14:00 UTC: kernel upgrade`. */
export function markText({ by, atMs, why, untilMs, forced = [] }: Mark): string {
  const until = untilMs === undefined ? '' : ` until ${utc(untilMs)}`
  const against = forced.length > 0 ? ` (forced against ${forced.join(', ')})` : ''
  return `by ${by} since ${utc(atMs)}${until}: ${why}${against}`
}

/** @returns what was done: `drained bom until 2026-11-24 14:00 UTC`. */
export function changeText(change: HistoryEntry['change']): string {
  switch (change.action) {
    case 'drain':
      return `drained ${change.region}${untilText(change.untilMs)}`
    case 'restore':
      return `restored ${change.region}`
    case 'weight':
      return `gave ${change.region} the weight ${percent(change.weight)}${untilText(change.untilMs)}`
    case 'pin':
      return `pinned ${formatRule(change)}${untilText(change.untilMs)}`
    case 'unpin':
      return `took the pin ${change.id} away`
    case 'undo':
      return 'undid' in change
        ? `took back revision ${change.undid.revision}: ${changeText(change.undid.change)}`
        : 'took a change back'
    case 'expire':
      return `ended by the clock: ${change.what.join(', ')}`
    case 'reconcile':
      return 'brought ledger and store together'
  }
}

/** @returns one line: the rule's name, what it says, and whether `--force` helps. */
export function findingText({ rule, forceable, message }: Finding): string {
  return `  ${rule}: ${message}${/[.!?]$/.test(message) ? '' : '.'} ${
    forceable ? '--force does it all the same, and is recorded.' : 'This can’t be forced.'
  }`
}

/** @returns `revision 7, 2026-11-24 12:00 UTC, ana: drained bom: kernel upgrade`. */
export function entryText({ revision, atMs, by, why, change }: HistoryEntry): string {
  return `revision ${revision}, ${utc(atMs)}, ${by} ${changeText(change)}: ${why}`
}

function untilText(untilMs: number | undefined): string {
  return untilMs === undefined ? '' : ` until ${utc(untilMs)}`
}
