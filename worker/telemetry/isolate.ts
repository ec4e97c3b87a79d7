/** Who this isolate is, and what it has counted since it began. */
import type { Receipt } from '../../protocol/operators/status.ts'
import type { ToldOutcome } from '../upstream/outcome.ts'
import type { Handled } from './handled.ts'
import { receiptOf } from './receipts.ts'
import { createRecent, type Recent } from './recent.ts'

export type Isolate = {
  /** Names it while it lives. */
  readonly id: string
  /** Unix time in milliseconds. */
  readonly startedMs: number
  /** Requests that went to regions. */
  requests(): number
  /** How many of them no region answered; those that their client gave up are not among them. */
  unanswered(): number
  /** Since they were last taken. */
  readonly receipts: Recent<Receipt>
  handled(handled: Handled): void
}

export function createIsolate(id: string, startedMs: number): Isolate {
  const receipts = createRecent<Receipt>(RECEIPTS)
  let requests = 0
  let unanswered = 0
  return {
    id,
    startedMs,
    requests: () => requests,
    unanswered: () => unanswered,
    receipts,
    handled(handled) {
      requests += 1
      if (isUnanswered(handled.outcome)) unanswered += 1
      receipts.add(() => receiptOf(handled))
    },
  }
}

/** Of one report. */
const RECEIPTS = 50

function isUnanswered(outcome: ToldOutcome): boolean {
  switch (outcome.kind) {
    case 'answered':
    case 'body-missing':
      return false
    case 'unavailable':
      return !outcome.failures.some(({ cause }) => cause === 'client')
    case 'not-repeatable':
    case 'replay-not-allowed':
      return true
  }
}
