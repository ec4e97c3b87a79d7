import type { KindId, Variant } from '../../../bench/cities/kinds.ts'
import { KINDS } from '../../../bench/cities/kinds.ts'
import { type Sample, summariseSamples } from '../../../bench/cities/summary.ts'
import { type KeptResult, parseKeptResult } from '../../../bench/report/kept-result.ts'
import { statementRows, type Way } from '../../../bench/statements/rows.ts'
import { samplesOf } from './samples.ts'

/** Medians in milliseconds: with Nearside, with a single region. */
const CITIES: Readonly<
  Record<string, { region: string; floorMs: number; toPrimaryMs: number; read: [number, number] }>
> = {
  iad: { region: 'iad', floorMs: 0.1, toPrimaryMs: 0.1, read: [16, 16] },
  bom: { region: 'bom', floorMs: 0.1, toPrimaryMs: 126, read: [16, 228] },
  lhr: { region: 'fra', floorMs: 6.2, toPrimaryMs: 58, read: [34, 94] },
}

/** What a run of three cities leaves in its JSON, two requests of each kind; `changes` go over it. */
export function keptJson(changes: Readonly<Record<string, unknown>> = {}): string {
  const samples = Object.entries(CITIES).flatMap(([city, { region, floorMs, toPrimaryMs, read }]) => {
    const both = (kind: KindId, [ours, theirs]: readonly [number, number], floor?: number) => [
      ...of({ city, kind, variant: 'nearside', region, ...(floor ? { floorMs: floor } : {}) }, ours),
      ...of({ city, kind, variant: 'baseline', region: 'iad' }, theirs),
    ]
    return [
      ...both('static', [12, read[1]]),
      ...both('read', read, floorMs),
      ...both('order', [read[1] + 4, read[1]], toPrimaryMs),
    ]
  })
  const kinds = KINDS.map(({ id }) => id)
  return JSON.stringify({
    date: '2026-11-24T16:51:11.566Z',
    commit: 'f52f50c0e0cea2c5b72d6c83a4b62d0ef3cc2561',
    machine: { cpu: 'Test', cores: 2, memoryGb: 8, system: 'linux x64', node: 'v26.10.0', busy: 0.1 },
    target: { kind: 'planet', url: 'http://localhost:8787/' },
    parameters: { cities: Object.keys(CITIES), requests: 40, readOnly: false },
    rows: summariseSamples(samples, Object.keys(CITIES), kinds),
    statements: statementRows(
      [statement('flight', 216), statement('unkeyed', 215), statement('transaction', 2568)],
      214,
    ),
    freshness: {
      reads: 160,
      local: 33,
      waited: 127,
      primary: 0,
      elsewhere: 0,
      failures: [],
      wait: { count: 160, p50: 0.6, p95: 1.6, p99: 3.5, max: 3.6 },
      read: { count: 160, p50: 18, p95: 27, p99: 39 },
      sticky: { count: 160, p50: 234, p95: 241, p99: 252 },
    },
    budgets: [
      { budget: 'read from Mumbai, p50', limit: '<= 15.0 ms (legs + 3 ms)', found: '16.0 ms', met: false },
      { budget: 'write from Mumbai, p50', limit: '<= 237.4 ms', found: '233.2 ms', met: true },
    ],
    samples,
    ...changes,
  })
}

export function kept(changes?: Readonly<Record<string, unknown>>): KeptResult {
  const parsed = parseKeptResult(keptJson(changes), 'fixture.json')
  if (!parsed.ok) throw new Error(parsed.errors.join('\n'))
  return parsed.result
}

/** One read of one city with both medians; undefined: no answer, or not measured. */
export function readRow(city: string, ours: number | undefined, theirs?: number, regions = ['fra']) {
  const times = (ms: number) => ({ count: 2, p50: ms, p95: ms, p99: ms })
  return {
    city,
    kind: 'read',
    regions,
    nearside: ours === undefined ? { failures: ['lost'] } : { times: times(ours), failures: [] },
    ...(theirs === undefined ? {} : { baseline: { times: times(theirs), failures: [] } }),
    ...(ours && theirs ? { timesFaster: theirs / ours } : {}),
  }
}

type Of = Omit<Sample, 'ms' | 'round'> & { readonly variant: Variant }

function of(sample: Of, ms: number): readonly Sample[] {
  return samplesOf(sample, [ms, ms + 1])
}

function statement(way: Way, ms: number) {
  return { way, statements: 5, ms }
}
