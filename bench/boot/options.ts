/** Flags -> what to measure, or every error at once. Pure. */
import type { Parsed } from '../options.ts'
import { outOf } from '../out-of.ts'
import type { BootOptions } from './run.ts'

export type BootFlags = { readonly rounds: string }

export const BOOT_DEFAULTS: BootFlags = { rounds: '3' }

export function parseBootFlags({ rounds }: BootFlags): Parsed<BootOptions> {
  const errors = outOf('--rounds', rounds, 1, 20)
  return errors.length > 0 ? { ok: false, errors } : { ok: true, options: { rounds: Number(rounds) } }
}
