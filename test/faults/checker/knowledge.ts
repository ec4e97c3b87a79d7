/** What one session has seen of each order, and where: the least that it may be shown from then on. */
import type { Operation, Place } from '../history.ts'
import { isBeyond } from './place.ts'

export type Sight = {
  readonly version: number
  /** At or behind where this version was made. */
  readonly place: Place | undefined
  /** `told`: by the session that handed its bookmark over. */
  readonly by: 'write' | 'read' | 'told'
  readonly operation: Operation
}

/** By order; versions rise. */
export type Knowledge = Map<string, readonly Sight[]>

export function newest(knowledge: Knowledge, orderId: string): Sight | undefined {
  return knowledge.get(orderId)?.at(-1)
}

/** A version that was known already teaches nothing. */
export function learn(knowledge: Knowledge, orderId: string, sight: Sight): void {
  const sights = knowledge.get(orderId) ?? []
  if (sight.version > (sights.at(-1)?.version ?? 0)) knowledge.set(orderId, [...sights.slice(-KEPT), sight])
}

/** Forgets what a failover may have taken. */
export function forgetBeyond(knowledge: Knowledge, end: Place): void {
  keepOnly(knowledge, ({ place }) => !isBeyond(place, end))
}

/** Forgets what the key's earlier doing showed: it was done anew. */
export function forgetKey(knowledge: Knowledge, orderId: string, key: string): void {
  const sights = knowledge.get(orderId)?.filter(({ operation }) => operation.key !== key) ?? []
  if (sights.length > 0) knowledge.set(orderId, sights)
  else knowledge.delete(orderId)
}

/** Adds what another session knows, as it stands now. */
export function learnAll(knowledge: Knowledge, from: Knowledge): void {
  for (const [orderId, sights] of from)
    for (const sight of sights) learn(knowledge, orderId, { ...sight, by: 'told' })
}

/** Older versions of one order that are kept, for when newer ones turn out to be lost: failovers are seconds apart. */
const KEPT = 200

function keepOnly(knowledge: Knowledge, isKept: (sight: Sight) => boolean): void {
  for (const [orderId, sights] of knowledge) {
    const kept = sights.filter(isKept)
    if (kept.length > 0) knowledge.set(orderId, kept)
    else knowledge.delete(orderId)
  }
}
