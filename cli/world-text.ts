/** What all cities report, for a terminal. Pure. */
import type { IsolateView, World } from '../protocol/operators/status.ts'
import { overlayText } from './status-text.ts'
import { newTable, pc } from './terminal.ts'
import { duration, millis } from './units.ts'

export function worldText({ atMs, views, receipts }: World): string {
  if (views.length === 0) return 'No city has reported lately: gateways report where they have traffic.'
  const newest = Math.max(...views.map(({ overlay }) => overlay.revision))
  const table = newTable(
    ['city', 'isolates', 'epoch', 'seen', 'requests', 'round trips, ms'],
    [8, 10, 20, 12, 10, 33],
  )
  for (const [city, isolates] of Map.groupBy(views, ({ colo }) => colo ?? '–')) {
    const [latest] = isolates
    if (!latest) continue
    const behind = isolates.find(({ overlay }) => overlay.revision < newest)
    table.push([
      pc.bold(city),
      isolates.length,
      behind ? pc.yellow(`${behind.epoch} (behind)`) : latest.epoch,
      `${duration(atMs - latest.atMs)} ago`,
      isolates.reduce((sum, { requests }) => sum + requests, 0),
      roundTrips(latest),
    ])
  }
  const troubled = views.filter(
    ({ overlay }) => overlay.source === 'unreachable' || overlay.source === 'invalid',
  )
  return [
    table.toString(),
    ...troubled.map(({ colo, overlay, atMs: saidMs }) => `${colo ?? '–'}: ${overlayText(overlay, saidMs)}`),
    `${receipts.length} receipts of the latest requests; --json shows them.`,
  ].join('\n')
}

/** Nearest first. */
function roundTrips({ regions }: IsolateView): string {
  return regions
    .toSorted((a, b) => (a.rttMs ?? Number.POSITIVE_INFINITY) - (b.rttMs ?? Number.POSITIVE_INFINITY))
    .map(({ id, rttMs, drain }) => `${id}${drain ? ' (drained)' : ''} ${millis(rttMs)}`)
    .join(', ')
}
