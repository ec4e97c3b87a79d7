/** What the console says in words. Pure. */
import type { Change, HistoryEntry } from '../../../../protocol/operators/changes.ts'
import type { Match } from '../../../../protocol/operators/overlay.ts'
import { cityName } from '../../place/colos.ts'
import type { Convergence } from './convergence.ts'
import type { RegionRow } from './regions.ts'

/** @returns `Mumbai is drained. Virginia and Frankfurt serve.` */
export function headlineOf(rows: readonly RegionRow[]): string {
  const drained = rows.filter(({ state }) => state === 'drained')
  const unwell = rows.filter(({ state }) => state === 'unwell')
  const serving = rows.filter(({ isDrained }) => !isDrained)
  if (rows.length === 0) return 'No gateway has reported yet.'
  const troubles = [
    ...(drained.length > 0 ? [`${namesOf(drained)} ${areOrIs(drained)} drained.`] : []),
    ...(unwell.length > 0 ? [`${namesOf(unwell)} ${areOrIs(unwell)} unwell.`] : []),
  ]
  const well = serving.filter(({ state }) => state !== 'unwell')
  if (troubles.length === 0) return rows.length === 1 ? `${namesOf(rows)} serves.` : 'All regions serve.'
  return [
    ...troubles,
    ...(well.length > 0 ? [`${namesOf(well)} ${well.length > 1 ? 'serve' : 'serves'}.`] : []),
  ].join(' ')
}

/** @returns `9 of 9 cities have 2b13f0cb.7`, and who is missing. */
export function convergenceInWords({ holding, total, behind, quiet, epoch }: Convergence): string {
  const late = behind.length > 0 ? `; not yet: ${citiesInWords(behind)}` : ''
  const silent = quiet.length > 0 ? `; without traffic since: ${citiesInWords(quiet)}` : ''
  return `${holding.length} of ${total} ${total === 1 ? 'city has' : 'cities have'} ${epoch}${late}${silent}`
}

export function changeInWords(change: HistoryEntry['change']): string {
  switch (change.action) {
    case 'drain':
      return `Drain ${cityName(change.region)}`
    case 'restore':
      return `Restore ${cityName(change.region)}`
    case 'weight':
      return `Weight of ${cityName(change.region)}: ${percent(change.weight)}`
    case 'pin':
      return `Pin ${matchInWords(change.match)} to ${cityName(change.to)}`
    case 'unpin':
      return `Take pin ${change.id} away`
    case 'undo':
      return 'undid' in change
        ? `Undo #${change.undid.revision}: ${changeInWords(change.undid.change)}`
        : 'Undo'
    case 'expire':
      return `Ended by itself: ${change.what.join(', ')}`
    case 'reconcile':
      return 'Ledger and store brought together'
  }
}

/** @returns what the button says that does it. */
export function verbOf(change: Change): string {
  switch (change.action) {
    case 'weight':
      return `Set to ${percent(change.weight)}`
    case 'undo':
      return 'Undo it'
    default:
      return changeInWords(change)
  }
}

export function matchInWords(match: Match): string {
  const parts = Object.entries(match).flatMap(([key, value]) =>
    value === undefined ? [] : `${key} ${value}`,
  )
  return parts.length > 0 ? parts.join(', ') : 'all requests'
}

export function percent(share: number): string {
  const value = share * 100
  return `${value > 0 && value < 1 ? '<1' : Math.round(value)} %`
}

/** @returns `a, b and c` as names. */
export function citiesInWords(ids: readonly string[], most = 4): string {
  const names = ids.map(cityName)
  const shown = names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} more`] : names
  return inWords(shown)
}

/** @returns `now`, `8 s`, `3 min`, `2 h`, `4 d`. */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 100) return `${seconds} s`
  if (seconds < 100 * 60) return `${Math.round(seconds / 60)} min`
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} d`
}

/** @returns the hour here, with the day where it is not today's. */
export function clock(atMs: number, nowMs: number): string {
  const [at, now] = [new Date(atMs), new Date(nowMs)]
  const time = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  if (at.toDateString() === now.toDateString()) return time
  return `${at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}, ${time}`
}

function namesOf(rows: readonly RegionRow[]): string {
  return inWords(rows.map(({ id }) => cityName(id)))
}

function areOrIs(rows: readonly RegionRow[]): string {
  return rows.length > 1 ? 'are' : 'is'
}

function inWords(names: readonly string[]): string {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}
