/** Flags -> what to measure, or every error at once. Pure. */
import type { Parsed } from '../options.ts'
import type { LinksOptions } from './run.ts'

export type LinksFlags = { readonly rounds: string; readonly milliseconds: string }

export function parseLinksFlags({ rounds, milliseconds }: LinksFlags): Parsed<LinksOptions> {
  const errors = [...outOf('--rounds', rounds, 1, 100), ...outOf('--milliseconds', milliseconds, 1, 10_000)]
  if (errors.length > 0) return { ok: false, errors }
  return { ok: true, options: { rounds: Number(rounds), turnMs: Number(milliseconds) } }
}

function outOf(flag: string, text: string, least: number, most: number): readonly string[] {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least && value <= most) return []
  return [`${flag}: expected a whole number from ${least} to ${most}, found "${text}"`]
}
