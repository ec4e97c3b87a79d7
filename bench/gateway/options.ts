/** Flags -> what to measure, or every error at once. Pure. */
import type { Parsed } from '../options.ts'
import { outOf } from '../out-of.ts'
import { ALL_CELLS, type Cell, nameOf } from './cells.ts'

export type GatewayOptions = {
  readonly rounds: number
  readonly turnMs: number
  readonly cells: readonly Cell[]
  /** Of the gateway, for each kind that is measured; 0: none. */
  readonly profileMs: number
}

export type GatewayFlags = {
  readonly rounds: string
  readonly milliseconds: string
  readonly profile: string
  readonly only?: string
}

export const GATEWAY_DEFAULTS = { rounds: '5', milliseconds: '600', profile: '2000' } satisfies GatewayFlags

/** Beside other benches: in some two minutes. */
export const FEW_GATEWAY_TURNS: GatewayOptions = {
  ...{ rounds: 7, turnMs: 200, profileMs: 1_000 },
  cells: ALL_CELLS.filter(({ kind, connections }) => connections === 16 || kind === 'small read'),
}

export function parseGatewayFlags({
  rounds,
  milliseconds,
  profile,
  only = '',
}: GatewayFlags): Parsed<GatewayOptions> {
  const cells = ALL_CELLS.filter((cell) => nameOf(cell).includes(only))
  const errors = [
    ...outOf('--rounds', rounds, 1, 100),
    ...outOf('--milliseconds', milliseconds, 100, 60_000),
    ...outOf('--profile', profile, 0, 60_000),
    ...(cells.length === 0
      ? [`--only: expected a part of a name, such as "small read, 16 connections", found "${only}"`]
      : []),
  ]
  if (errors.length > 0) return { ok: false, errors }
  const [turnMs, profileMs] = [Number(milliseconds), Number(profile)]
  return { ok: true, options: { rounds: Number(rounds), turnMs, cells, profileMs } }
}
