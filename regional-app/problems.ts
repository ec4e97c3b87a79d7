import type { FlightFailure } from '../db/flight-outcome.ts'
import { formatReplay, REPLAY, RETRY_AFTER, type ReplayReason } from '../protocol/headers.ts'
import { problemResponse } from '../protocol/problem.ts'
import type { Receipt } from './receipt.ts'

/** Asks the gateway to send this whole request to the primary's region. */
export function replayToPrimary(receipt: Receipt, reason: ReplayReason): Response {
  receipt.replay = reason
  return new Response(null, { status: 421, headers: { [REPLAY]: formatReplay(reason) } })
}

/** Nothing was done and another region, or a later try, may succeed. */
export function unavailableProblem(detail: string): Response {
  return problemResponse(
    { status: 503, title: 'Database unavailable', slug: 'database-unavailable', detail },
    { [RETRY_AFTER]: '1' },
  )
}

/** The commit was sent and never answered. */
export function outcomeUnknownProblem(): Response {
  return problemResponse({
    status: 504,
    title: 'Outcome unknown',
    slug: 'outcome-unknown',
    detail: 'the primary was lost before it answered; the write may have happened or not',
  })
}

/** The answer to a failed flight, after the route has answered those that its business rules explain. */
export function flightProblem(failure: FlightFailure): Response {
  switch (failure.kind) {
    case 'unavailable':
    case 'rolled-back':
      return unavailableProblem('the primary did not take the write; nothing was changed')
    case 'unknown':
      return outcomeUnknownProblem()
    case 'rejected':
      if (CONFLICTS.has(failure.sqlstate)) {
        return unavailableProblem('the write was in conflict with another one; nothing was changed')
      }
      throw new Error(`unexpected rejection of a flight: ${failure.sqlstate} ${failure.detail}`)
  }
}

/** @returns the constraint that refused the flight, if one did. */
export function violatedConstraint(failure: FlightFailure): string | undefined {
  return failure.kind === 'rejected' ? failure.constraint : undefined
}

/** Serialization failure, deadlock, lock not available, statement timeout. */
const CONFLICTS: ReadonlySet<string> = new Set(['40001', '40P01', '55P03', '57014'])
