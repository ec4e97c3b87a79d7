/** Flags -> what to measure, or every error at once. Pure. */
import type { Parsed } from '../options.ts'
import { outOf } from '../out-of.ts'
import type { LinksOptions } from './run.ts'

export type LinksFlags = { readonly rounds: string; readonly milliseconds: string }

export const LINKS_DEFAULTS: LinksFlags = { rounds: '3', milliseconds: '600' }

export function parseLinksFlags({ rounds, milliseconds }: LinksFlags): Parsed<LinksOptions> {
  const errors = [...outOf('--rounds', rounds, 1, 100), ...outOf('--milliseconds', milliseconds, 1, 10_000)]
  if (errors.length > 0) return { ok: false, errors }
  return { ok: true, options: { rounds: Number(rounds), turnMs: Number(milliseconds) } }
}
