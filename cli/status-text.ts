/** One gateway's view for a terminal. Pure. */
import type { IsolateView, OverlayState, RegionView } from '../protocol/operators/status.ts'
import { PROBE_INTERVAL_MS } from '../worker/resilience/probe-schedule.ts'
import { markText } from './overlay-text.ts'
import { formatRule } from './rule.ts'
import { newTable, pc } from './terminal.ts'
import { duration, millis, percent } from './units.ts'

export function statusText(view: IsolateView, url: string): string {
  const { colo, epoch, atMs, primary, timeline, overlay, regions } = view
  return [
    `${pc.bold(colo ?? 'a gateway')} at ${pc.cyan(url)}: epoch ${pc.bold(epoch)}, the primary is in ${primary}, timeline ${timeline}`,
    overlayText(overlay, atMs),
    ...ageLines(regions, atMs),
    regionTable(regions, atMs),
    ...regions.flatMap((region) => regionLines(region, view.timeline)),
    ...view.pins.map((pin) => `pin ${pc.bold(pin.id)} ${formatRule(pin)}, ${markText(pin)}`),
    `${view.requests} requests in ${duration(atMs - view.startedMs)}, ${view.unanswered} that no region answered; retry budget ${percent(view.retryBudget)}`,
  ].join('\n')
}

/** @returns what of the operators' changes is in force there, and whether the store answers. */
export function overlayText(
  { revision, source, readMs, error, unknown }: OverlayState,
  atMs: number,
): string {
  const read = readMs === null ? 'never read' : `read ${duration(atMs - readMs)} ago`
  const state = source === 'fresh' || source === 'none' ? SOURCES[source] : pc.yellow(SOURCES[source])
  const ignored = unknown.length > 0 ? `; no such regions, without effect: ${unknown.join(', ')}` : ''
  return `overlay revision ${revision}: ${state}, ${read}${error ? ` (${error})` : ''}${ignored}`
}

const SOURCES: Readonly<Record<OverlayState['source'], string>> = {
  none: 'nothing is stored',
  fresh: 'as stored',
  unreachable: 'the store does not answer, the last good one stays',
  invalid: 'the store holds something else, the last good one stays',
}

/** What is known is as old as the last word of a region; the question itself makes the gateway look. */
function ageLines(regions: readonly RegionView[], atMs: number): readonly string[] {
  const heard = regions.map(({ id, standing }) => ({ id, agoMs: atMs - (standing?.seenMs ?? -Infinity) }))
  const newestMs = Math.min(...heard.map(({ agoMs }) => agoMs))
  if (newestMs === Infinity) return [pc.yellow(`no region has told it anything yet: ${LOOKS}`)]
  if (newestMs > PROBE_INTERVAL_MS) return [pc.yellow(`what it knows is ${duration(newestMs)} old: ${LOOKS}`)]
  return heard
    .filter(({ agoMs }) => agoMs > OLD_MS && agoMs < Infinity)
    .map(({ id, agoMs }) => pc.yellow(`what it knows of ${id} is ${duration(agoMs)} old`))
}

/** A region that serves is heard of more often than this, where there is traffic. */
const OLD_MS = 3 * PROBE_INTERVAL_MS
const LOOKS = 'it looks now, ask again'

function regionTable(regions: readonly RegionView[], atMs: number): string {
  const table = newTable(
    ['region', 'state', 'weight', 'circuits', 'round trip', 'to primary', 'role', 'lag'],
    [8, 11, 8, 19, 12, 12, 11, 10],
  )
  for (const region of regions) {
    const { id, weight, rttMs, toPrimaryMs, standing } = region
    table.push([
      pc.bold(id),
      stateText(region),
      weight === 1 ? '100%' : pc.yellow(percent(weight)),
      circuitsText(region, atMs),
      rttMs === null ? 'not yet' : `${millis(rttMs)} ms`,
      toPrimaryMs === null ? '–' : `${millis(toPrimaryMs)} ms`,
      standing?.role ?? '–',
      standing === null || standing.ageMs === null ? '–' : `${millis(standing.ageMs)} ms`,
    ])
  }
  return table.toString()
}

function stateText({ drain, pressureMs }: RegionView): string {
  if (drain) return pc.yellow('drained')
  return pressureMs > 0 ? pc.red(`+${millis(pressureMs)} ms`) : pc.green('serves')
}

function circuitsText({ read, write }: RegionView, atMs: number): string {
  if (read.state === 'closed' && write.state === 'closed') return pc.green('closed')
  const named = [['reads', read] as const, ['writes', write] as const]
  return named
    .filter(([, { state }]) => state !== 'closed')
    .map(([name, { state, sinceMs }]) =>
      pc.red(`${name} ${state}${sinceMs === null ? '' : ` ${duration(atMs - sinceMs)}`}`),
    )
    .join('\n')
}

function regionLines({ id, drain, weightMark, pressureMs, standing }: RegionView, timeline: number) {
  return [
    ...(drain ? [`${pc.bold(id)} drained ${markText(drain)}`] : []),
    ...(weightMark ? [`${pc.bold(id)} weighted ${markText(weightMark)}`] : []),
    ...(pressureMs > 0
      ? [`${pc.bold(id)} answers ${millis(pressureMs)} ms later than usual: it counts as so much farther`]
      : []),
    ...(standing && standing.timeline !== timeline
      ? [`${pc.bold(id)} is on timeline ${standing.timeline}, at ${standing.lsn}`]
      : []),
  ]
}
