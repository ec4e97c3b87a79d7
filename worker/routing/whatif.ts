/**
 * What a change would have done to requests that were: each is planned again, without the change and with it, by what its
 * own colo knows. Pure: no I/O, no clock, no randomness.
 */
import type { World } from '../../protocol/operators/status.ts'
import type { Move, Quantiles, WhatIfAnswer } from '../../protocol/operators/whatif.ts'
import { type ColoKnowledge, coloKnowledge } from './colo-knowledge.ts'
import { type Predicted, predict, type Scene } from './whatif-request.ts'

export type { Scene } from './whatif-request.ts'

export function whatIf(world: World, scene: Scene): Omit<WhatIfAnswer, 'findings'> {
  const colos = knowledgeByColo(world)
  const requests = world.receipts.flatMap((receipt) => {
    const knowledge = colos.get(receipt.colo)
    return (knowledge && predict(receipt, knowledge, scene)) ?? []
  })
  const times = requests.map(({ atMs }) => atMs)
  return {
    requests: requests.length,
    leftOut: world.receipts.length - requests.length,
    fromMs: times.length > 0 ? Math.min(...times) : null,
    toMs: times.length > 0 ? Math.max(...times) : null,
    moves: movesOf(requests),
    load: Object.fromEntries(
      scene.config.regions.map(({ id }) => [
        id,
        {
          before: requests.filter(({ from }) => from === id).length,
          after: requests.filter(({ to }) => to === id).length,
        },
      ]),
    ),
    before: quantiles(requests.map(({ beforeMs }) => beforeMs)),
    after: quantiles(requests.map(({ afterMs }) => afterMs)),
  }
}

/** Of each colo the isolate that spoke last and has measured something. */
function knowledgeByColo({ views }: World): ReadonlyMap<string | null, ColoKnowledge> {
  const colos = new Map<string | null, ColoKnowledge>()
  for (const view of views.toSorted((a, b) => a.atMs - b.atMs)) {
    const knowledge = coloKnowledge(view)
    if (knowledge) colos.set(view.colo, knowledge)
  }
  return colos
}

/** Those that most requests would make first. */
function movesOf(requests: readonly Predicted[]): readonly Move[] {
  const moved = requests.filter(({ from, to }) => from !== to)
  const groups = Map.groupBy(moved, ({ colo, intent, from, to }) => JSON.stringify([colo, intent, from, to]))
  const moves = [...groups.values()].flatMap((group): Move[] => {
    const [first] = group
    if (!first) return []
    return [
      {
        ...{ colo: first.colo, intent: first.intent, from: first.from, to: first.to },
        requests: group.length,
        source: first.source,
        before: quantiles(group.map(({ beforeMs }) => beforeMs)),
        after: quantiles(group.map(({ afterMs }) => afterMs)),
      },
    ]
  })
  return moves.toSorted((a, b) => b.requests - a.requests)
}

/** The nearest rank: a time that was there, no mean of two. */
function quantiles(ms: readonly number[]): Quantiles {
  const sorted = ms.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? null
  return { p50: at(0.5), p95: at(0.95) }
}
