/** Flags -> what to measure, or every error at once. Pure. */
import type { Parsed } from '../options.ts'
import type { RoutingOptions } from './run.ts'

export type RoutingFlags = {
  readonly rounds: string
  readonly milliseconds: string
  readonly against?: string
}

export function parseRoutingFlags({ rounds, milliseconds, against }: RoutingFlags): Parsed<RoutingOptions> {
  const errors = [
    ...outOf('--rounds', rounds, 1, 100),
    ...outOf('--milliseconds', milliseconds, 1, 10_000),
    ...(against === '' ? ['--against: expected a commit, a branch or a tag, found ""'] : []),
  ]
  if (errors.length > 0) return { ok: false, errors }
  return { ok: true, options: { rounds: Number(rounds), turnMs: Number(milliseconds), against } }
}

function outOf(flag: string, text: string, least: number, most: number): readonly string[] {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least && value <= most) return []
  return [`${flag}: expected a whole number from ${least} to ${most}, found "${text}"`]
}
