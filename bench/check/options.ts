/** Flags -> what to look at, or every error at once. Pure. */
import type { Parsed } from '../options.ts'

export type CheckOptions = {
  /** How many results of each bench, the newest ones. */
  readonly runs: number
  /** What was not measured does not count. */
  readonly partial: boolean
  /** Files and folders; none: the newest of bench/results. */
  readonly paths: readonly string[]
}

export type CheckFlags = { readonly runs: string; readonly partial?: boolean }

export function parseCheckFlags(
  { runs, partial = false }: CheckFlags,
  paths: readonly string[],
): Parsed<CheckOptions> {
  const count = Number(runs)
  if (Number.isInteger(count) && count >= 1 && count <= 20) {
    return { ok: true, options: { runs: count, partial, paths } }
  }
  return { ok: false, errors: [`--runs: expected a whole number from 1 to 20, found "${runs}"`] }
}
