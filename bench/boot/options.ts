/** Flags -> what to measure, or every error at once. Pure. */
import type { Parsed } from '../options.ts'
import type { BootOptions } from './run.ts'

export type BootFlags = { readonly rounds: string }

export const BOOT_DEFAULTS: BootFlags = { rounds: '3' }

export function parseBootFlags({ rounds }: BootFlags): Parsed<BootOptions> {
  const count = Number(rounds)
  if (Number.isInteger(count) && count >= 1 && count <= 20) return { ok: true, options: { rounds: count } }
  return { ok: false, errors: [`--rounds: expected a whole number from 1 to 20, found "${rounds}"`] }
}
