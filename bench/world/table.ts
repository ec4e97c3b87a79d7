/** A study -> tables for a terminal. Pure. */
import Table from 'cli-table3'
import colors from 'picocolors'
import { milliseconds, percent, plural, ratio, whole } from '../report/numbers.ts'
import type { Loss } from './losses.ts'
import type { StudiedWorld, Study } from './study.ts'
import type { Percentiles } from './weighted.ts'

export function formatStudy(study: Study): string {
  const { options, worlds, seconds, threads } = study
  const planned = options.requests * worlds.length
  return [
    `${whole(planned)} requests in ${plural(worlds.length, 'world')}, each through the gateway's own classify() and decide(): ${seconds.toFixed(1)} s on ${threads} threads, ${whole(planned / seconds)} a second. As a client sees them, without software; in milliseconds.`,
    worldsTable(worlds),
    ...worlds.filter(({ losses }) => losses.length > 0 && losses.length <= MOST_LOSSES).map(lossesTable),
    adviceTable(study),
  ].join('\n\n')
}

/** Of more regions all are in the kept result. */
const MOST_LOSSES = 6

function worldsTable(worlds: readonly StudiedWorld[]): string {
  const table = tableOf(['regions', 'reads p50', 'p95', 'p99', 'writes p50', 'p95', 'p99', 'busiest region'])
  for (const { config, reads, writes, shares } of worlds) {
    const [[busiest, share] = ['', 0]] = Object.entries(shares).toSorted(([, a], [, b]) => b - a)
    const times = [reads, writes].flatMap(({ p50, p95, p99 }) => [p50, p95, p99].map(number))
    table.push([colors.bold(String(config.regions.length)), ...times, `${busiest} ${percent(share)}`])
  }
  return table.toString()
}

function lossesTable({ config, losses }: StudiedWorld): string {
  const table = tableOf([
    'lost',
    'moves',
    'its reads p50',
    'all reads p50',
    'p95',
    'writes p50',
    'hardest hit',
  ])
  for (const { lost, moved, itsReads, reads, writes, hardest, promoted } of losses) {
    table.push([
      `${colors.bold(lost)}${promoted ? `, primary to ${promoted}` : ''}`,
      percent(moved),
      change(itsReads, 'p50'),
      change(reads, 'p50'),
      change(reads, 'p95'),
      change(writes, 'p50'),
      `${hardest.region} ${ratio(hardest.times)}×`,
    ])
  }
  const names = config.regions.map(({ id }) => id).join(', ')
  return `One of ${names} lost; "hardest hit" is whose busiest hour grows most:\n${table.toString()}`
}

function adviceTable({ advice: { now, candidates, primaries }, options: { regions } }: Study): string {
  const table = tableOf(['add', 'saves a request', 'reads p50', 'p95', 'writes p50', 'p95', 'takes', 'from'])
  for (const { site, then, savedMs, takes, from } of candidates.slice(0, BEST)) {
    const [reads, writes] = [
      { before: now.reads, after: then.reads },
      { before: now.writes, after: then.writes },
    ]
    table.push([
      `${colors.bold(site.id)} ${site.name}`,
      milliseconds(savedMs),
      ...[change(reads, 'p50'), change(reads, 'p95'), change(writes, 'p50'), change(writes, 'p95')],
      ...[percent(takes), from ?? '–'],
    ])
  }
  const elsewhere = primaries.map(
    ({ primary, writes }) => `in ${primary} ${number(writes.p50)} and ${number(writes.p95)}`,
  )
  return [
    `The best regions to add to ${regions.join(', ')}, on average over reads and writes:`,
    table.toString(),
    `Writes, p50 and p95, were the primary ${elsewhere.join(', ')}; as it is ${number(now.writes.p50)} and ${number(now.writes.p95)}.`,
  ].join('\n')
}

const BEST = 5

function change({ before, after }: Loss['reads'], at: keyof Percentiles): string {
  return `${number(before[at])} → ${number(after[at])}`
}

function number(ms: number): string {
  return ms.toFixed(0)
}

function tableOf(head: readonly string[]): Table.Table {
  const colAligns = head.map((_, index) => (index === 0 ? 'left' : 'right'))
  return new Table({ head: [...head], colAligns, style: { head: [], border: [], compact: true } })
}
