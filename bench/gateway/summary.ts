/** Rounds of turns -> ratios, each of turns of one round, and medians. Pure. */
import { ratioOf } from '../ratio.ts'
import type { Ratio } from '../result.ts'
import { median } from '../stats.ts'
import type { Rounds } from '../turns.ts'
import { type Cell, nameOf, turnName } from './cells.ts'
import { type ContenderName, OTHERS, SUBJECT } from './contenders.ts'
import type { Turn } from './turn.ts'

export type GatewayRounds = Rounds<string, Turn>

/** Above 1 the gateway is the better one. */
export type CellRatios = { readonly throughput: Ratio | undefined; readonly cpu: Ratio | undefined }

/** @returns undefined ratios where one of both was not measured. */
export function ratiosOf(rounds: GatewayRounds, cell: Cell, other: (typeof OTHERS)[number]): CellRatios {
  const samples = (of: (gateway: Turn, other: Turn) => number | undefined) =>
    rounds.flatMap((round) => {
      const [ours, theirs] = [round[turnName(cell, SUBJECT)], round[turnName(cell, other)]]
      return ours && theirs ? (of(ours, theirs) ?? []) : []
    })
  const ratio = (what: string, of: (gateway: Turn, other: Turn) => number | undefined) => {
    const found = samples(of)
    return found.length > 0 ? ratioOf(`${nameOf(cell)}: ${what} over ${other}`, found) : undefined
  }
  return {
    throughput: ratio('throughput', (ours, theirs) => ours.perSecond / theirs.perSecond),
    cpu: ratio('requests per CPU second', (ours, theirs) =>
      ours.cpuUs && theirs.cpuUs ? theirs.cpuUs / ours.cpuUs : undefined,
    ),
  }
}

/** What the wire leaves of a pass-through, whoever speaks it: no gateway of this wire can have much more. */
export function wireRatio(rounds: GatewayRounds, cell: Cell): Ratio | undefined {
  const found = rounds.flatMap((round) => {
    const [wire, bare] = [round[turnName(cell, 'wire by hand')], round[turnName(cell, 'pass-through')]]
    return wire && bare ? wire.perSecond / bare.perSecond : []
  })
  return found.length > 0
    ? ratioOf(`${nameOf(cell)}, wire by hand: throughput over pass-through`, found)
    : undefined
}

/** @returns all there are, in the order of the cells. */
export function allRatios(rounds: GatewayRounds, cells: readonly Cell[]): readonly Ratio[] {
  return cells.flatMap((cell) => [
    ...OTHERS.flatMap((other) => {
      const { throughput, cpu } = ratiosOf(rounds, cell, other)
      return [throughput ?? [], cpu ?? []].flat()
    }),
    ...[wireRatio(rounds, cell) ?? []].flat(),
  ])
}

/** @returns undefined where it was not measured, or the system does not tell. */
export function medianOf(
  rounds: GatewayRounds,
  cell: Cell,
  contender: ContenderName,
  of: (turn: Turn) => number | undefined,
): number | undefined {
  const samples = rounds.flatMap((round) => {
    const turn = round[turnName(cell, contender)]
    return turn ? (of(turn) ?? []) : []
  })
  return samples.length > 0 ? median(samples) : undefined
}

/** @returns how many requests were not answered as they should be. */
export function failuresOf(rounds: GatewayRounds): number {
  return rounds.flatMap((round) => Object.values(round)).reduce((sum, { failed }) => sum + failed, 0)
}
