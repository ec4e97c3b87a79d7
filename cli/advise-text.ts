/** Advice as JSON, and for a terminal. Pure. */
import type { Advice } from '../bench/world/advise.ts'
import type { Survey } from '../bench/world/survey.ts'
import type { Percentiles } from '../bench/world/weighted.ts'
import type { MeshConfig } from '../worker/config.ts'
import { newTable, pc } from './terminal.ts'
import { millis, percent } from './units.ts'

/** Times in milliseconds as a client sees them, without software. */
export type Advised = {
  readonly regions: readonly string[]
  readonly primary: string
  /** The share of requests that are writes. */
  readonly writeShare: number
  readonly now: Times
  /** The best first. */
  readonly candidates: readonly Candidate[]
  /** What writes would take with the primary in another of the regions; the best first. */
  readonly primaries: Advice['primaries']
}

type Times = { readonly reads: Percentiles; readonly writes: Percentiles }

export type Candidate = Times & {
  readonly region: string
  readonly name: string
  /** A request is so much quicker on average, reads and writes in their proportion. */
  readonly savedMs: number
  /** A write is so much slower on average. */
  readonly writesCostMs: number
  /** The share of all requests that it takes over, and who gives most of it. */
  readonly takes: number
  readonly from: string | null
}

export function adviceOf(
  config: MeshConfig,
  writeShare: number,
  { now, candidates, primaries }: Advice,
): Advised {
  return {
    regions: config.regions.map(({ id }) => id),
    primary: config.primary,
    writeShare,
    ...{ now: timesOf(now), primaries },
    candidates: candidates.map(({ site, then, savedMs, takes, from }) => ({
      ...{ region: site.id, name: site.name, savedMs, takes, from: from ?? null },
      writesCostMs: then.writes.mean - now.writes.mean,
      ...timesOf(then),
    })),
  }
}

export function adviceText(advised: Advised): string {
  const { regions, primary, writeShare, now, candidates } = advised
  const given = `${regions.join(', ')}, primary ${primary}, ${percent(writeShare)} writes`
  const [best] = candidates
  if (!best) return `There is no candidate that is not a region yet (${given}).`
  const shown = candidates.slice(0, SHOWN)
  const table = newTable(
    ['add', 'saves', 'reads p50', 'p95', 'writes p50', 'p95', 'mean', 'takes', 'most from'],
    [20, 7, 11, 6, 12, 6, 7, 7, 11],
  )
  table.push(['(as it is)', '', ...times(now), '', '', ''])
  for (const { region, name, savedMs, writesCostMs, takes, from, ...then } of shown)
    table.push([
      `${pc.bold(region)} ${name}`,
      millis(savedMs),
      ...times(then),
      signed(writesCostMs),
      percent(takes),
      from ?? '–',
    ])
  return [
    `${verdict(best)} (${given})`,
    table.toString(),
    'Milliseconds as clients see them, simulated: distance alone, no software. `saves`: of a request on average, reads and writes.',
    ...primaryText(advised),
    ...(candidates.length > shown.length ? [`${candidates.length - shown.length} more: --json.`] : []),
  ].join('\n')
}

const SHOWN = 12

function verdict({ region, name, savedMs, takes, from }: Candidate): string {
  if (savedMs <= 0) return `No candidate makes the world quicker; ${region} comes nearest to it`
  const given = from === null ? '' : `, most of them from ${from}`
  return `Add ${pc.bold(`${region} (${name})`)}: a request is ${millis(savedMs)} ms quicker on average, and it takes ${percent(takes)} of them${given}`
}

/** Only where it would help. */
function primaryText({ primaries: [best], primary, now }: Advised): readonly string[] {
  if (!best || best.writes.mean >= now.writes.mean) return []
  const [before, after] = [now.writes, best.writes].map(({ p50, p95 }) => `${millis(p50)} / ${millis(p95)}`)
  return [
    `With the primary in ${pc.bold(best.primary)} instead of ${primary}, writes would take ${after} ms (p50 / p95) instead of ${before}.`,
  ]
}

function times({ reads, writes }: Times): readonly string[] {
  return [reads.p50, reads.p95, writes.p50, writes.p95].map(millis)
}

function timesOf({ reads, writes }: Survey): Times {
  return { reads, writes }
}

/** Two tenths are as good as nothing, but of which kind is told. */
function signed(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${Math.abs(ms).toFixed(1)}`
}
