/** Flags -> what to run, or every error at once. Pure. */
import type { Parsed } from '../options.ts'

export type AllOptions = {
  /** Ids of benches; undefined: all. */
  readonly only: readonly string[] | undefined
  readonly runs: number
}

export type AllFlags = { readonly only?: string; readonly runs: string }

/** @param known the benches there are. */
export function parseAllFlags({ only, runs }: AllFlags, known: readonly string[]): Parsed<AllOptions> {
  const ids = only?.split(',').map((id) => id.trim())
  const count = Number(runs)
  const errors = [
    ...(ids ?? [])
      .filter((id) => !known.includes(id))
      .map((id) => `--only: expected some of ${known.join(', ')}, found "${id}"`),
    ...(Number.isInteger(count) && count >= 1 && count <= 20
      ? []
      : [`--runs: expected a whole number from 1 to 20, found "${runs}"`]),
  ]
  return errors.length > 0 ? { ok: false, errors } : { ok: true, options: { only: ids, runs: count } }
}
