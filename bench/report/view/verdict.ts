/** A result -> what it says, in plain words. Pure. */
import { median } from '../../stats.ts'
import type { KeptResult } from '../kept-result.ts'
import { listed, milliseconds, plural, ratio, whole } from '../numbers.ts'
import { HOME, headlineCity, nameOf } from '../places.ts'

type Row = KeptResult['rows'][number]

/** Nearer to 1 than this, one time is as good as the other. */
const NOTICED = 1.1

/** @returns one sentence: a read, with and without. */
export function verdictOf(result: KeptResult): string {
  const city = headlineCity(result)
  const row = result.rows.find((other) => other.city === city && other.kind === 'read')
  const from = `A read from ${nameOf(city)}`
  const ours = row?.nearside.times?.p50
  if (row === undefined) return `No read from ${nameOf(city)} was measured.`
  if (ours === undefined) return `No read from ${nameOf(city)} was answered.`
  const theirs = row.baseline?.times?.p50
  const takes = `${from} takes ${milliseconds(ours)}`
  if (theirs === undefined) return `${takes}; a single region was not measured beside it.`
  const faster = theirs / ours
  if (faster < 1 / NOTICED) return `${takes}, longer than the ${milliseconds(theirs)} of a single region.`
  if (faster < NOTICED) return `${takes}, as long as from a single region (${milliseconds(theirs)}).`
  return `${takes} instead of ${milliseconds(theirs)}: ${ratio(faster)} times faster${physics(result, row, ours)}.`
}

/** @returns what a reader must know beside the verdict: the other cities, writes, failures. */
export function ledeOf(result: KeptResult): readonly string[] {
  return [...otherCities(result), ...writes(result), failures(result)]
}

/** @returns how many requests, commits and reads of what was written there were, and how many of them failed. */
export function countMeasurements({ rows, statements, freshness }: KeptResult): {
  sent: number
  failed: number
} {
  const all = [
    ...rows.flatMap(({ nearside, baseline }) => (baseline ? [nearside, baseline] : [nearside])),
    ...statements,
    ...(freshness ? [{ times: { count: freshness.reads }, failures: freshness.failures }] : []),
  ]
  const failed = all.reduce((sum, measured) => sum + measured.failures.length, 0)
  return { sent: failed + all.reduce((sum, { times }) => sum + (times?.count ?? 0), 0), failed }
}

/** A write's floor is the light's way to the primary: what no read from the single region can be under. */
function physics({ rows, target }: KeptResult, read: Row, oursMs: number): string {
  const toPrimary = rows.find(({ city, kind }) => city === read.city && kind === 'order')?.floorMs
  if (target.kind === 'planet' && toPrimary !== undefined && toPrimary > oursMs) {
    return `, and sooner than light in fibre gets to ${nameOf(HOME)} and back (${milliseconds(toPrimary)})`
  }
  return read.floorMs !== undefined && read.floorMs >= 1
    ? `; light in fibre would need ${milliseconds(read.floorMs)}`
    : ''
}

function otherCities({ rows }: KeptResult): readonly string[] {
  const reads = rows.filter(({ kind, timesFaster }) => kind === 'read' && timesFaster !== undefined)
  if (reads.length < 2) return []
  const times = reads.map(({ timesFaster = 1 }) => timesFaster)
  const same = reads.filter(({ timesFaster = 1 }) => timesFaster < NOTICED)
  const range = `Over ${plural(reads.length, 'city', 'cities')} a read is ${ratio(Math.min(...times))} to ${ratio(Math.max(...times))} times as fast as from a single region, ${ratio(median(times))} times in the middle.`
  if (same.length === 0) return [range]
  const names = listed(same.map(({ city }) => nameOf(city)))
  const isHome = same.every(({ regions }) => regions[0] === HOME)
  const why = isHome ? `: ${nameOf(HOME)} is the nearest region with Nearside, too` : ''
  return [range, `${names} ${same.length === 1 ? 'gains' : 'gain'} nothing${why}.`]
}

function writes(result: KeptResult): readonly string[] {
  const city = headlineCity(result)
  const row = result.rows.find((other) => other.city === city && other.kind === 'order')
  const ours = row?.nearside.times?.p50
  const theirs = row?.baseline?.times?.p50
  if (ours === undefined) return []
  const takes = `A write still has to reach the one primary: from ${nameOf(city)} it takes ${milliseconds(ours)}`
  return [theirs === undefined ? `${takes}.` : `${takes}, from a single region ${milliseconds(theirs)}.`]
}

function failures(result: KeptResult): string {
  const { sent, failed } = countMeasurements(result)
  return `Of ${whole(sent)} measurements ${failed === 0 ? 'none' : whole(failed)} failed.`
}
