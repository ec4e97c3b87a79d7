/** Flags -> what to measure, or every error at once. Pure. */
import type { Parsed } from '../options.ts'
import { outOf } from '../out-of.ts'
import type { LossOptions } from './run.ts'

export type LossFlags = { readonly rounds: string }

export const LOSS_DEFAULTS: LossFlags = { rounds: '3' }

export function parseLossFlags({ rounds }: LossFlags): Parsed<LossOptions> {
  const errors = outOf('--rounds', rounds, 1, 100)
  return errors.length > 0
    ? { ok: false, errors }
    : { ok: true, options: { rounds: Number(rounds), steadyMs: 2000, deadMs: 4000 } }
}
