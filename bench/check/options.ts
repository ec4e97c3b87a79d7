/** Flags -> what to look at, or every error at once. Pure. */
import type { Parsed } from '../options.ts'
import { outOf } from '../out-of.ts'

export type CheckOptions = {
  /** How many results of each bench, the newest ones. */
  readonly runs: number
  /** What was not measured does not count. */
  readonly partial: boolean
  /** Files and folders; none: the newest of bench/results. */
  readonly paths: readonly string[]
}

export type CheckFlags = { readonly runs: string; readonly partial?: boolean }

export const CHECK_DEFAULTS = { runs: '1' } satisfies CheckFlags

export function parseCheckFlags(
  { runs, partial = false }: CheckFlags,
  paths: readonly string[],
): Parsed<CheckOptions> {
  const errors = outOf('--runs', runs, 1, 20)
  return errors.length > 0
    ? { ok: false, errors }
    : { ok: true, options: { runs: Number(runs), partial, paths } }
}
