/** Walks through the history once: what each session knows, and whether it was ever shown less. */
import { type Entry, isAcknowledged, type Operation, type Place } from '../history.ts'
import { forgetBeyond, forgetKey, type Knowledge, learn, learnAll, newest, type Sight } from './knowledge.ts'
import { type Acknowledged, accountOf, acknowledge, type KeyAccount, type Ledger } from './ledger.ts'
import { isBeyond } from './place.ts'
import { nameOf, type PromiseName, type Violation, violation } from './violation.ts'

export function checkSessions(history: readonly Entry[]): {
  readonly ledger: Ledger
  readonly violations: readonly Violation[]
} {
  const ledger = new Map<string, KeyAccount>()
  const sessions = new Map<number, Session>()
  const sessionOf = (id: number) => {
    const session = sessions.get(id) ?? { knowledge: new Map(), acknowledged: [] }
    sessions.set(id, session)
    return session
  }
  const violations: Violation[] = []
  for (const entry of history) {
    if (entry.type === 'operation')
      violations.push(...judge(sessionOf(entry.session), entry, accountOf(ledger, entry)))
    if (entry.type === 'handover') learnAll(sessionOf(entry.to).knowledge, sessionOf(entry.from).knowledge)
  }
  return { ledger, violations }
}

type Session = { readonly knowledge: Knowledge; readonly acknowledged: Acknowledged[] }

function judge(
  session: Session,
  operation: Operation,
  account: KeyAccount | undefined,
): readonly Violation[] {
  account?.operations.push(operation)
  const { outcome, lostAfter } = operation
  if (account && (outcome === 'unknown' || outcome === 'lost')) account.hasUnknown = true
  if (outcome === 'lost' && lostAfter) forget(session, lostAfter)
  if (account && isAcknowledged(operation)) return judgeWrite(session, operation, account)
  return judgeSight(session, operation)
}

function forget({ knowledge, acknowledged }: Session, end: Place): void {
  forgetBeyond(knowledge, end)
  for (const each of acknowledged) if (isBeyond(each.place, end)) each.toldLost = true
}

function judgeWrite(
  { knowledge, acknowledged }: Session,
  operation: Operation,
  account: KeyAccount,
): readonly Violation[] {
  const earlier = account.acknowledged.at(-1)
  const { entry, violations } = acknowledge(account, operation)
  if (entry) acknowledged.push(entry)
  if (entry && earlier?.operation.orderId) forgetKey(knowledge, earlier.operation.orderId, account.key)
  const { orderId, version } = operation
  if (orderId === undefined || version === undefined) return violations
  const known = newest(knowledge, orderId)
  learn(knowledge, orderId, { version, place: operation.received, by: 'write', operation })
  // A repetition tells of then: others may have written since.
  if (operation.kind === 'repeat' || !entry || !known || version > known.version) return violations
  const promise = known.by === 'write' ? 'monotonic-writes' : 'writes-follow-reads'
  const sentence = `${nameOf(operation)} made version ${version} of order ${orderId}, whose version ${known.version} its session knew before`
  return [...violations, violation(promise, [known.operation, operation], sentence)]
}

/** A read, or a write that was refused because there is no such order. */
function judgeSight({ knowledge }: Session, operation: Operation): readonly Violation[] {
  const { orderId, outcome, write, status } = operation
  const isMissing = outcome === 'refused' && status === NOT_FOUND
  const version = isMissing ? 0 : operation.version
  if (orderId === undefined || version === undefined || (outcome !== 'ok' && !isMissing)) return []
  const known = newest(knowledge, orderId)
  if (!write) learn(knowledge, orderId, { version, place: operation.received, by: 'read', operation })
  if (!known || version >= known.version) return []
  const shown = version === 0 ? 'no such order' : `version ${version}`
  const sentence = `${nameOf(operation)} was shown ${shown} of order ${orderId}, whose version ${known.version} it knows from ${nameOf(known.operation)}`
  return [violation(PROMISES[known.by], [known.operation, operation], sentence)]
}

const NOT_FOUND = 404

const PROMISES: Readonly<Record<Sight['by'], PromiseName>> = {
  write: 'read-your-writes',
  read: 'monotonic-reads',
  told: 'handed-over',
}
