/** Flags -> what to simulate, or every error at once. Pure. */
import { REGION_IDS } from '../../planet/cities.ts'
import type { Parsed } from '../options.ts'
import { expected, isWhole, outOf } from '../out-of.ts'
import type { WorldOptions } from './study.ts'

export type WorldFlags = {
  readonly requests: string
  readonly seed: string
  readonly writes: string
  readonly sizes: string
  readonly regions: string
  readonly except?: string
  readonly flat?: boolean
}

export const WORLD_DEFAULTS: WorldFlags = {
  requests: '200000',
  seed: '1',
  writes: '0.1',
  sizes: '1,2,3,6,12',
  regions: REGION_IDS.join(','),
}

const MOST_REQUESTS = 100_000_000
const MOST_REGIONS = 30

export function parseWorldFlags(flags: WorldFlags): Parsed<WorldOptions> {
  const requests = Number(flags.requests)
  const seed = Number(flags.seed)
  const writes = Number(flags.writes)
  const sizes = listOf(flags.sizes).map(Number)
  const regions = listOf(flags.regions)
  const except = listOf(flags.except ?? '').map((country) => country.toUpperCase())
  const errors = [
    ...outOf('--requests', flags.requests, 100, MOST_REQUESTS),
    ...outOf('--seed', flags.seed, 0, 2 ** 32 - 1),
    ...expected(
      '--writes',
      flags.writes,
      flags.writes !== '' && writes > 0 && writes < 1,
      'a share between 0 and 1',
    ),
    ...expected(
      '--sizes',
      flags.sizes,
      sizes.length > 0 && sizes.every((size) => isWhole(size, 1, MOST_REGIONS)),
      `numbers of regions from 1 to ${MOST_REGIONS}, as in 1,3,6`,
    ),
    ...expected(
      '--regions',
      flags.regions,
      regions.length > 0 && new Set(regions).size === regions.length,
      'codes of cities, as in iad,bom',
    ),
  ]
  if (errors.length > 0) return { ok: false, errors }
  const mix = { writes, load: flags.flat ? ('flat' as const) : ('day' as const) }
  return { ok: true, options: { requests, seed, mix, sizes, regions, except } }
}

function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
