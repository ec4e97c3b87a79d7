/** All contenders warmed up, then every turn of every round. */
import type { Load } from '../load/load.ts'
import { takeTurns } from '../turns.ts'
import { type Cell, type Kind, turnName } from './cells.ts'
import { type Contender, type ContenderName, openContenders } from './contenders.ts'
import type { GatewayRounds } from './summary.ts'
import { takeTurn } from './turn.ts'
import type { WorkerdSpec } from './workerd-config.ts'

export type CompeteOptions = {
  readonly spec: WorkerdSpec
  readonly dir: string
  readonly load: Load
  readonly cells: readonly Cell[]
  readonly kinds: readonly Kind[]
  readonly rounds: number
  readonly turnMs: number
  readonly requests: (kind: Kind, of: Contender['of']) => readonly Uint8Array[]
  readonly onTurn: () => void
  readonly signal: AbortSignal
}

export type Taken = {
  readonly rounds: GatewayRounds
  /** Who is not installed here. */
  readonly leftOut: readonly ContenderName[]
}

export async function compete(options: CompeteOptions): Promise<Taken> {
  const { spec, dir, load, cells, kinds, rounds, turnMs, requests, onTurn, signal } = options
  await using contenders = await openContenders(spec, dir, signal)
  const { all, leftOut } = contenders
  const take = (contender: Contender, { kind, connections }: Cell, durationMs: number) => {
    const order = { requests: requests(kind, contender.of), connections, durationMs }
    return takeTurn(load, contender, order).finally(onTurn)
  }
  const warmUp = (contender: Contender, kind: Kind, durationMs: number) =>
    take(contender, { kind, connections: WARM_UP_CONNECTIONS }, durationMs)
  for (const contender of all) {
    signal.throwIfAborted()
    if (contender.of === 'worker' && kinds[0]) await warmUp(contender, kinds[0], COMPILE_MS)
  }
  for (const kind of kinds)
    for (const contender of all) {
      signal.throwIfAborted()
      await warmUp(contender, kind, WARM_UP_TURNS * turnMs)
    }

  // One name for each, cell by cell: those whose ratio is told have their turns next to each other.
  const turns = cells.flatMap((cell) =>
    all.map((contender) => [turnName(cell, contender.name), { cell, contender }] as const),
  )
  const byName = new Map(turns)
  const takeNamed = async (name: string) => {
    const turn = byName.get(name)
    if (!turn) throw new RangeError(`no turn is called "${name}"`)
    return await take(turn.contender, turn.cell, turnMs)
  }
  return { leftOut, rounds: await takeTurns({ names: [...byName.keys()], rounds, take: takeNamed, signal }) }
}

const WARM_UP_CONNECTIONS = 16
const WARM_UP_TURNS = 2
/** The first kind warms up the code that all kinds share: the gateway takes a fifth more until about then. */
const COMPILE_MS = 12_000
