import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import type { BenchResult } from '../../../bench/result.ts'
import { add, merged, newHistogram, percentilesIn } from '../../../bench/world/histogram.ts'
import { parseWorldFlags, WORLD_DEFAULTS } from '../../../bench/world/options.ts'
import { drawWorld } from '../../../bench/world/picture.ts'
import { benchWorld } from '../../../bench/world/run.ts'
import { percentilesOf } from '../../../bench/world/weighted.ts'
import { EVERYWHERE, MIX } from './world-samples.ts'

it('B75 percentiles are of the nearest rank, a city’s by its people and a request’s to a tenth of a millisecond', () => {
  const cities = [
    { value: 300, weight: 5 },
    { value: 10, weight: 50 },
    { value: 20, weight: 45 },
  ]
  expect(percentilesOf(cities)).toEqual({ p50: 10, p95: 20, p99: 300, mean: 29 })
  const [some, more] = [newHistogram(), newHistogram()]
  for (let ms = 1; ms <= 100; ms += 1) add(ms % 2 === 0 ? some : more, ms)
  add(more, 1e9)
  const { p50, p95, p99 } = percentilesIn(merged([some, more]))
  expect([p50, p95, p99].map((ms) => Math.round(ms))).toEqual([51, 96, 100])
})

it('B76 the flags of a world mean what its help says, and bad ones are named at once', () => {
  expect(parseWorldFlags({ ...WORLD_DEFAULTS, sizes: '1, 4', except: 'cn', flat: true })).toEqual({
    ok: true,
    options: {
      ...{ requests: 200_000, seed: 1, sizes: [1, 4], regions: ['iad', 'bom', 'fra'], except: ['CN'] },
      mix: { writes: 0.1, load: 'flat' },
    },
  })
  const wrong = { requests: '10', seed: '-1', writes: '2', sizes: '0', regions: 'iad,iad' }
  expect(parseWorldFlags(wrong)).toEqual({
    ok: false,
    errors: [
      '--requests: expected a whole number from 100 to 100000000, found "10"',
      '--seed: expected a whole number from 0 to 4294967295, found "-1"',
      '--writes: expected a share between 0 and 1, found "2"',
      '--sizes: expected numbers of regions from 1 to 30, as in 1,3,6, found "0"',
      '--regions: expected codes of cities, as in iad,bom, found "iad,iad"',
    ],
  })
})

it('B77 the picture shows each city in the colour of its region, each region by its code, and the figures', () => {
  const regions = EVERYWHERE.filter(({ id }) => ['iad', 'bom'].includes(id))
  const times = { p50: 83.4, p95: 147, p99: 173, mean: 85 }
  const world = {
    regions: regions.map((site, index) => ({ ...site, share: index === 0 ? 0.25 : 0.75 })),
    cities: EVERYWHERE.map((city) => ({ ...city, region: city.continent === 'AS' ? 'iad' : 'bom' })),
    reads: times,
    writes: { ...times, p50: 194 },
  }
  const svg = drawWorld(world)
  const dots = (colour: number) => [...svg.matchAll(new RegExp(`class="city c${colour}"`, 'g'))].length
  const inAsia = EVERYWHERE.filter(({ continent }) => continent === 'AS').length
  const order = regions.map(({ id }) => id)
  expect(dots(order.indexOf('iad'))).toBe(inAsia)
  expect(dots(order.indexOf('bom'))).toBe(EVERYWHERE.length - inAsia)
  for (const text of ['>IAD<', '>BOM<', '2 regions', '83 ms', '147 ms', '173 ms', '194 ms', '25 %', '75 %'])
    expect(svg).toContain(text)
  expect(svg).not.toContain('NaN')
  expect(drawWorld(world)).toBe(svg)
})

it('B78 a run keeps ratios of the same requests in both worlds, the worlds, the losses, the advice and a picture of each', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nearside-world-'))
  const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  try {
    const options = {
      requests: 2000,
      seed: 1,
      mix: MIX,
      sizes: [1, 2],
      regions: ['iad', 'bom'],
      except: ['CN'],
    }
    const result = await benchWorld(options, folder, new AbortController().signal)
    const files = readdirSync(folder).map((name) => name.replace(/^[^-]+-[^-]+-[^-]+-/, ''))
    expect(files.toSorted()).toEqual(['world.1.svg', 'world.2.svg', 'world.growth.svg', 'world.json'])
    const kept = readdirSync(folder).find((name) => name.endsWith('.json')) ?? ''
    const read = JSON.parse(readFileSync(join(folder, kept), 'utf8')) as BenchResult
    expect(read).toEqual(JSON.parse(JSON.stringify(result)))
    expect(read).toMatchObject({ bench: 'world', settings: { requests: 2000, seed: 1 } })
    expect(read.ratios.map(({ name }) => name)).toContain('world reads p50: 2 regions / 1 region')
    for (const { median, quartiles, samples } of read.ratios) {
      expect(samples).toHaveLength(20)
      expect(quartiles[0]).toBeLessThanOrEqual(median)
      expect(quartiles[1]).toBeGreaterThanOrEqual(median)
    }
    expect(read.ratios.find(({ name }) => name.includes('reads p50'))?.median).toBeLessThan(0.8)
    expect(printed.mock.calls.flat().join('')).toContain('4,000 requests in 2 worlds')
  } finally {
    printed.mockRestore()
    rmSync(folder, { recursive: true })
  }
})
