/** Flags -> what to measure, or every error at once. Pure. */
import type { Parsed } from '../options.ts'
import { outOf } from '../out-of.ts'
import type { RoutingOptions } from './run.ts'
import { VARIANTS } from './scenarios.ts'
import { nameOf } from './summary.ts'

export type RoutingFlags = {
  readonly rounds: string
  readonly milliseconds: string
  readonly against?: string
  readonly only?: string
}

export const ROUTING_DEFAULTS = { rounds: '5', milliseconds: '300' } satisfies RoutingFlags

export function parseRoutingFlags({
  rounds,
  milliseconds,
  against,
  only = '',
}: RoutingFlags): Parsed<RoutingOptions> {
  const variants = VARIANTS.filter((variant) => nameOf(variant).includes(only))
  const errors = [
    ...outOf('--rounds', rounds, 1, 100),
    ...outOf('--milliseconds', milliseconds, 1, 10_000),
    ...(against === '' ? ['--against: expected a commit, a branch, a tag or a folder, found ""'] : []),
    ...(variants.length === 0
      ? [`--only: expected a part of a name, such as "route read, rules 3", found "${only}"`]
      : []),
  ]
  if (errors.length > 0) return { ok: false, errors }
  return { ok: true, options: { rounds: Number(rounds), turnMs: Number(milliseconds), against, variants } }
}
