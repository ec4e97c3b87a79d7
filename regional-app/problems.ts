import type { FlightFailure } from '../db/flight-outcome.ts'
import type { Bookmark } from '../protocol/bookmark.ts'
import { formatReplay, IDEMPOTENCY_KEY, REPLAY, RETRY_AFTER, type ReplayReason } from '../protocol/headers.ts'
import { formatLsn } from '../protocol/position.ts'
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

/**
 * What the bookmark stands for is gone: a replica that had not received it became the primary.
 * @param end up to where the bookmark's timeline is part of today's.
 */
export function abandonedProblem(
  { timeline }: Bookmark,
  end: bigint,
  lastWrite: 'lost' | 'survived' | 'unknown' | 'none',
): Response {
  const lostAfter = { timeline, lsn: formatLsn(end) }
  if (lastWrite === 'lost') {
    return problemResponse({
      status: 409,
      title: 'The last write is lost',
      slug: 'write-lost',
      detail:
        'The primary failed before any other region had it, and another one has taken its place. With the bookmark of this answer it may be sent again under its Idempotency-Key, and will be done once. Writes before it may be lost, too, and can be sent again likewise.',
      extra: { lostAfter, lastWrite },
    })
  }
  return problemResponse({
    status: 409,
    title: 'What was seen last may be lost',
    slug: 'history-lost',
    detail: `The primary failed before any other region had it, and another one has taken its place. ${LAST_WRITE[lastWrite]} Read again to see what there is.`,
    extra: { lostAfter, lastWrite },
  })
}

const LAST_WRITE = {
  survived: 'The last write is there; what was read after it may not be.',
  unknown: 'The last write is too old to tell whether it is there.',
  none: 'Nothing was written under this bookmark.',
} as const

export function tooLargeProblem(mostBytes: number): Response {
  return problemResponse({
    status: 413,
    title: 'Content too large',
    detail: `expected at most ${mostBytes} bytes`,
  })
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
    case 'key-reused':
      return problemResponse({
        status: 422,
        title: 'The key was used for another request',
        slug: 'key-reused',
        detail: `${IDEMPOTENCY_KEY} names one write; another method, path, query or body needs another key. Nothing was changed.`,
      })
    case 'abandoned':
      throw new Error('a bookmark that was cut off is settled before the route sees its flight')
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
