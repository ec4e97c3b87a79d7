/** Flags -> what to measure, or every error at once. Pure. */
import type { Parsed } from '../options.ts'
import { outOf } from '../out-of.ts'
import { KINDS } from './kinds.ts'

export const PARTS = [...KINDS, 'costs'] as const
export type Part = (typeof PARTS)[number]

export type RegionOptions = {
  readonly rounds: number
  /** Of each turn. */
  readonly turnMs: number
  readonly parts: readonly Part[]
}

export type RegionFlags = { readonly rounds: string; readonly milliseconds: string; readonly only?: string }

export const REGION_DEFAULTS = { rounds: '5', milliseconds: '1200' } satisfies RegionFlags

export function parseRegionFlags({ rounds, milliseconds, only = '' }: RegionFlags): Parsed<RegionOptions> {
  const parts = PARTS.filter((part) => part.includes(only))
  const errors = [
    ...outOf('--rounds', rounds, 1, 100),
    ...outOf('--milliseconds', milliseconds, 100, 30_000),
    ...(parts.length === 0 ? [`--only: expected a part of ${quoted(PARTS)}, found "${only}"`] : []),
  ]
  if (errors.length > 0) return { ok: false, errors }
  return { ok: true, options: { rounds: Number(rounds), turnMs: Number(milliseconds), parts } }
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(' or ')
}
