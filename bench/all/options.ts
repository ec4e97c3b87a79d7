/** Flags -> what to run, or every error at once. Pure. */
import type { Parsed } from '../options.ts'
import { outOf } from '../out-of.ts'

export type AllOptions = {
  /** Ids of benches; undefined: all. */
  readonly only: readonly string[] | undefined
  readonly runs: number
}

export type AllFlags = { readonly only?: string; readonly runs: string }

export const ALL_DEFAULTS: AllFlags = { runs: '1' }

/** @param known the benches there are. */
export function parseAllFlags({ only, runs }: AllFlags, known: readonly string[]): Parsed<AllOptions> {
  const ids = only?.split(',').map((id) => id.trim())
  const errors = [
    ...(ids ?? [])
      .filter((id) => !known.includes(id))
      .map((id) => `--only: expected some of ${known.join(', ')}, found "${id}"`),
    ...outOf('--runs', runs, 1, 20),
  ]
  return errors.length > 0 ? { ok: false, errors } : { ok: true, options: { only: ids, runs: Number(runs) } }
}
