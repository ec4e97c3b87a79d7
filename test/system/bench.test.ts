import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import type { Row } from '../../bench/cities/summary.ts'
import { WAYS } from '../../bench/flight/way.ts'
import type { Freshness } from '../../bench/freshness/summary.ts'
import type { BenchResult } from '../../bench/result.ts'

const MAIN = join(import.meta.dirname, '../../bench/main.ts')

/** A busy machine misses some budgets, which fails no quick run; all else does. */
function bench(...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [MAIN, ...args], (error, stdout, stderr) => {
      if (error) reject(new Error(stdout + stderr, { cause: error }))
      else resolve(stdout)
    })
  })
}

let out: string
let stdout: string
let result: {
  readonly rows: readonly Row[]
  readonly samples: readonly unknown[]
  readonly freshness: Freshness
  readonly freshnessSamples: readonly unknown[]
}

beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), 'nearside-bench-'))
  const { url } = inject('planet')
  stdout = await bench('--url', url, '--quick', '--cities', 'bom', '--requests', '4', '--out', out)
  const json = readdirSync(out).find((name) => name.endsWith('.json')) ?? ''
  result = JSON.parse(readFileSync(join(out, json), 'utf8'))
})
afterAll(() => rmSync(out, { recursive: true, force: true }))

it('B26 a run on a planet compares each city with the primary region alone, in a table, JSON and a picture', () => {
  expect(stdout).toContain('Mumbai')
  expect(stdout).not.toContain('Failed requests')
  expect(stdout).toMatch(/few requests on a busy machine say little\. The processors were \d+ % busy/)

  const svg = readdirSync(out).find((name) => name.endsWith('.svg')) ?? ''
  expect(readFileSync(join(out, svg), 'utf8')).toContain('Mumbai')
  expect(result).toMatchObject({ target: { kind: 'planet' }, parameters: { cities: ['bom'], requests: 4 } })
  expect(result.samples).toHaveLength(5 * 2 * 4)
  expect(result.rows.map(({ kind }) => kind)).toEqual(['static', 'read', 'order', 'note', 'cancel'])
  const read = result.rows.find(({ kind }) => kind === 'read')
  expect(read?.regions).toEqual(['bom'])
  expect(read?.baseline?.times?.p50).toBeGreaterThan(210)
  expect(read?.nearside.times?.p50).toBeLessThan(100)
})

it('B51 the report reads what the run has left, and draws its city', async () => {
  const json = readdirSync(out).find((name) => name.endsWith('.json')) ?? ''
  const page = join(out, 'report.html')
  expect(await bench('report', '--from', join(out, json), '--out', page)).toContain(
    'A read from Mumbai takes',
  )
  const html = readFileSync(page, 'utf8')
  expect(html).toContain('Latency from Mumbai')
  expect(html).toContain('Only 4 requests of each kind')
})

it('B32 a run reads what it writes at once, and tells the wait and what the primary would have cost', () => {
  const { freshness, freshnessSamples } = result
  expect(stdout).toMatch(/of 16 reads: local \d+ .*, waited \d+ .*, primary \d+ /)
  expect(freshnessSamples).toHaveLength(4 * 4)
  expect(freshness).toMatchObject({ reads: 16, failures: [] })
  expect(freshness.sticky?.p50).toBeGreaterThan(freshness.read?.p50 ?? Number.POSITIVE_INFINITY)
})

it('B148 a run of the flight bench counts one round trip for a flight, for known and new statements, and keeps every turn', async () => {
  const dir = join(out, 'flight')
  const small = ['--rounds', '2', '--distances', '20', '--statements', '2']
  expect(await bench('flight', ...small, '--out', dir)).toContain('by the clock')
  const kept = readdirSync(dir)
  const json = kept.find((name) => name.endsWith('.json')) ?? ''
  const { ratios, raw }: BenchResult & { raw: { samples: unknown[] } } = JSON.parse(
    readFileSync(join(dir, json), 'utf8'),
  )
  const trips = ratios.filter(({ name }) => name.endsWith('round trips on the wire'))
  expect(trips.map(({ name, median }) => [name.split(', ')[2]?.split(':')[0], median])).toEqual([
    ['warm', 1],
    ['cold statements', 1],
    ['cold connection', 6],
  ])
  expect(raw.samples).toHaveLength(2 * WAYS.length)
  expect(kept.some((name) => name.endsWith('.svg'))).toBe(true)
})
