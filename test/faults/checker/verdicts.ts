/** What the answers say of bookmarks is true. */
import { isAcknowledged, type Mark, type Operation } from '../history.ts'
import type { ShopState } from '../shop-state.ts'
import { type KeyAccount, type Ledger, standingOf } from './ledger.ts'
import { isBeyond } from './place.ts'
import { nameOf, type Violation, violation } from './violation.ts'

export const WRITE_LOST = 'urn:nearside:problem:write-lost'

export function checkVerdicts(
  operations: readonly Operation[],
  ledger: Ledger,
  after: ShopState,
): readonly Violation[] {
  const keys = new Map<string, string>()
  for (const operation of operations) {
    const { received, key } = operation
    if (isAcknowledged(operation) && received?.tag && key) keys.set(received.tag, key)
  }
  const there = new Set(after.orders.map(({ id }) => id))
  const accountOf = ({ tag }: Mark) => ledger.get(keys.get(tag ?? '') ?? '')
  return operations.flatMap((operation) => [
    ...ignored(operation),
    ...baseless(operation),
    ...notSurvived(operation, accountOf, there),
    ...notLost(operation, accountOf, there),
  ])
}

type AccountOf = (mark: Mark) => KeyAccount | undefined

/** Every bookmark of a run was made by the system that it is shown to. */
function ignored(operation: Operation): readonly Violation[] {
  if (!operation.verdict?.includes('ignored')) return []
  const sentence = `${nameOf(operation)} sent bookmarks that it had been given, and was answered "${operation.verdict}"`
  return [violation('honest-bookmarks-count', [operation], sentence)]
}

/** Only a bookmark from beyond the end can be lost. */
function baseless(operation: Operation): readonly Violation[] {
  const { outcome, lostAfter, sent } = operation
  if (outcome !== 'lost') return []
  if (lostAfter && (sent.length === 0 || sent.some((mark) => isBeyond(mark, lostAfter)))) return []
  const sentence = `${nameOf(operation)} was told lost, and none of its bookmarks was beyond ${describe(lostAfter)}`
  return [violation('verdicts-are-true', [operation], sentence)]
}

function notSurvived(
  operation: Operation,
  accountOf: AccountOf,
  there: ReadonlySet<string>,
): readonly Violation[] {
  if (!operation.verdict?.includes('survived')) return []
  return cutOff(operation).flatMap((mark) => {
    const account = accountOf(mark)
    const standing = account && standingOf(account)
    if (!standing?.operation.orderId || there.has(standing.operation.orderId)) return []
    const sentence = `${nameOf(operation)} was told that its last write survived, and order ${standing.operation.orderId} is not there`
    return [violation('verdicts-are-true', [standing.operation, operation], sentence)]
  })
}

/** Told of an order alone: what a lost change made, another one may have made since. */
function notLost(
  operation: Operation,
  accountOf: AccountOf,
  there: ReadonlySet<string>,
): readonly Violation[] {
  const { problem, lostAfter, sent } = operation
  if (problem !== WRITE_LOST || !lostAfter) return []
  const beyond = sent.filter((mark) => isBeyond(mark, lostAfter))
  const account = beyond[0] && beyond.length === 1 ? accountOf(beyond[0]) : undefined
  // Sent again it is another order: the one of then must not be there whatever came after.
  const lost = account?.acknowledged.find(
    (each) => isBeyond(each.place, lostAfter) && there.has(each.operation.orderId ?? ''),
  )
  if (account?.write !== 'order' || !lost) return []
  const sentence = `${nameOf(operation)} was told that its last write is lost, and order ${lost.operation.orderId} is there`
  return [violation('verdicts-are-true', [lost.operation, operation], sentence)]
}

/** The bookmarks of a request that was answered on a newer timeline. */
function cutOff({ sent, received }: Operation): readonly Mark[] {
  return sent.filter(({ timeline }) => received !== undefined && timeline < received.timeline)
}

function describe(place: Operation['lostAfter']): string {
  return place ? `${place.lsn} of timeline ${place.timeline}` : 'an end that was told'
}
