/** Flags -> what to measure, or every error at once. Pure. */
import type { Parsed } from '../options.ts'
import type { LossOptions } from './run.ts'

export type LossFlags = { readonly rounds: string }

export const LOSS_DEFAULTS: LossFlags = { rounds: '3' }

export function parseLossFlags({ rounds }: LossFlags): Parsed<LossOptions> {
  const count = Number(rounds)
  if (!Number.isInteger(count) || count < 1 || count > 100) {
    return { ok: false, errors: [`--rounds: expected a whole number from 1 to 100, found "${rounds}"`] }
  }
  return { ok: true, options: { rounds: count, steadyMs: 2000, deadMs: 4000 } }
}
