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
export function ratiosOf(
  rounds: GatewayRounds,
  cell: Cell,
  other: (typeof OTHERS)[number],
  subject: ContenderName = SUBJECT,
): CellRatios {
  const whose = subject === SUBJECT ? nameOf(cell) : `${nameOf(cell)}, ${subject}`
  const ratio = (what: string, of: (one: Turn, other: Turn) => number | undefined) => {
    const found = rounds.flatMap((round) => {
      const [ours, theirs] = [round[turnName(cell, subject)], round[turnName(cell, other)]]
      return ours && theirs ? (of(ours, theirs) ?? []) : []
    })
    return found.length > 0 ? ratioOf(`${whose}: ${what} over ${other}`, found) : undefined
  }
  return {
    throughput: ratio('throughput', (ours, theirs) => ours.perSecond / theirs.perSecond),
    cpu: ratio('requests per CPU second', (ours, theirs) =>
      ours.cpuUs && theirs.cpuUs ? theirs.cpuUs / ours.cpuUs : undefined,
    ),
  }
}

/** @returns all there are, in the order of the cells; last of each cell what the wire alone leaves of a pass-through. */
export function allRatios(rounds: GatewayRounds, cells: readonly Cell[]): readonly Ratio[] {
  return cells.flatMap((cell) => {
    const ofGateway = OTHERS.map((other) => ratiosOf(rounds, cell, other))
    const ofWire = ratiosOf(rounds, cell, 'pass-through', 'wire by hand')
    return [...ofGateway.flatMap(({ throughput, cpu }) => [throughput, cpu]), ofWire.throughput].filter(
      (ratio) => ratio !== undefined,
    )
  })
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
