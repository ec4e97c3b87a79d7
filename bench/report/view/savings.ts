/** A result -> what each choice of the design saves, and what the run can't tell. Measured numbers only. Pure. */

import { BUDGET_CITY } from '../../cities/budget-city.ts'
import type { KindId } from '../../cities/kinds.ts'
import { median } from '../../stats.ts'
import type { KeptResult, KeptTimes } from '../kept-result.ts'
import { milliseconds, percent, plural, ratio, whole } from '../numbers.ts'
import { headlineCity, nameOf } from '../places.ts'

/** The same thing done both ways: medians in milliseconds. */
export type Pair = {
  /** Where or of what, if a choice has more than one pair. */
  readonly of: string
  readonly with: { readonly label: string; readonly ms: number; readonly count: number }
  readonly without: { readonly label: string; readonly ms: number; readonly count: number }
}

export type Saving = { readonly choice: string; readonly pairs: readonly Pair[]; readonly note: string }
export type Missing = { readonly choice: string; readonly why: string }
export type Savings = { readonly measured: readonly Saving[]; readonly missing: readonly Missing[] }

type Found = Saving | Missing

export function savingsOf(result: KeptResult): Savings {
  const found: readonly Found[] = [
    againstSingleRegion(result, 'read', 'Reads from the nearest replica', 'nearest replica'),
    againstSingleRegion(result, 'static', 'Static files at the edge', 'edge'),
    oneFlight(result),
    bookmarkWait(result),
  ]
  return {
    measured: found.filter((one) => 'pairs' in one),
    missing: found.filter((one) => 'why' in one),
  }
}

function againstSingleRegion(result: KeptResult, kind: KindId, choice: string, label: string): Found {
  const rows = result.rows.filter((row) => row.kind === kind)
  const pairs = rows.flatMap(({ city, nearside, baseline }) =>
    pairOf(nameOf(city), label, nearside.times, 'single region', baseline?.times),
  )
  const city = nameOf(headlineCity(result))
  const shown = pairs.find((pair) => pair.of === city) ?? pairs[0]
  if (!shown) {
    const why = rows.some(({ baseline }) => baseline)
      ? 'No request was answered both ways.'
      : 'No single region was measured beside it. For a deployment, --baseline-url names one.'
    return { choice, why }
  }
  const saved = pairs.map((pair) => pair.without.ms - pair.with.ms)
  const least = Math.min(...saved)
  const atLeast = least < 0.5 ? 'nothing' : milliseconds(least)
  const note =
    pairs.length < 2
      ? ''
      : `Over ${plural(pairs.length, 'city', 'cities')} it saves between ${atLeast} and ${milliseconds(Math.max(...saved))}, ${milliseconds(median(saved))} in the middle.`
  return { choice, pairs: [shown], note }
}

function oneFlight({ statements, parameters, target }: KeptResult): Found {
  const choice = 'A commit in one flight'
  const timesOf = (way: string, count: number) =>
    statements.find((row) => row.way === way && row.statements === count)
  const counts = [...new Set(statements.map((row) => row.statements))].toSorted((a, b) => a - b)
  const pairs = counts.flatMap((count) =>
    pairOf(
      plural(count, 'statement'),
      'one flight',
      timesOf('flight', count)?.times,
      'Drizzle transaction',
      timesOf('transaction', count)?.times,
    ),
  )
  if (pairs.length === 0) {
    if (parameters.readOnly) return { choice, why: 'The run sent no writes (--read-only).' }
    const why =
      target.kind === 'planet'
        ? 'Commits by their number of statements are measured where the bench boots its own planet, without --url.'
        : 'It needs a connection to the primary. It is measured on a planet that the bench boots, without --url.'
    return { choice, why }
  }
  const most = counts.at(-1) ?? 0
  const [ours, theirs] = [timesOf('flight', most), timesOf('transaction', most)]
  const trips =
    ours?.roundTrips !== undefined && theirs?.roundTrips !== undefined
      ? `${plural(most, 'statement')}: ${ratio(ours.roundTrips)} round trips to the primary instead of ${ratio(theirs.roundTrips)}. `
      : ''
  return {
    choice,
    pairs,
    note: `Between Mumbai's region and the primary. ${trips}${priceOfOnce(ours?.times, timesOf('unkeyed', most)?.times)}`,
  }
}

function priceOfOnce(keyed: KeptTimes | undefined, unkeyed: KeptTimes | undefined): string {
  if (!keyed || !unkeyed) return ''
  const costs = keyed.p50 - unkeyed.p50
  const told = costs < 0.05 ? 'nothing that shows in the median' : milliseconds(costs)
  return `The row that makes a write happen exactly once is in it, and costs ${told}; the transaction has none.`
}

function bookmarkWait({ freshness, parameters, target }: KeptResult): Found {
  const choice = 'Bookmarks, instead of reads kept on the primary'
  const pairs = pairOf(
    `${nameOf(target.kind === 'planet' ? BUDGET_CITY : 'here')}, right after a write`,
    'own replica',
    freshness?.read,
    'kept on the primary',
    freshness?.sticky,
  )
  if (!freshness || pairs.length === 0) {
    const why = parameters.readOnly
      ? 'The run sent no writes (--read-only).'
      : 'The run has no reads right after a write. npm run bench -- report --run measures them.'
    return { choice, why }
  }
  const { reads, waited, local, wait, failures } = freshness
  const near = `${percent((local + waited) / Math.max(1, reads))} of ${whole(reads)} reads came from the near replica`
  const waits = wait
    ? `; the wait was ${milliseconds(wait.p50)} at p50, ${milliseconds(wait.p95)} at p95`
    : ''
  const own =
    failures.length === 0 ? ' Every one saw its own write.' : ` ${whole(failures.length)} more failed.`
  return { choice, pairs, note: `${near}${waits}.${own}` }
}

function pairOf(
  of: string,
  withLabel: string,
  ours: KeptTimes | undefined,
  withoutLabel: string,
  theirs: KeptTimes | undefined,
): readonly Pair[] {
  if (!ours || !theirs) return []
  return [
    {
      of,
      with: { label: withLabel, ms: ours.p50, count: ours.count },
      without: { label: withoutLabel, ms: theirs.p50, count: theirs.count },
    },
  ]
}
