/** Outcomes without an answer -> problem+json: the one place where the gateway's failures meet the wire. */
import { CONFIG_EPOCH, IDEMPOTENCY_KEY, PROXY_STATUS, RETRY_AFTER } from '../../protocol/headers.ts'
import { type Problem, problemResponse } from '../../protocol/problem.ts'
import { type AttemptFailure, mayHaveHappened, type Outcome } from '../upstream/outcome.ts'

type Failed = Exclude<Outcome, { kind: 'answered' }>

const RETRY_AFTER_S = 5

/** @param idempotencyKey of a write that was sent: with it, it may be sent again. */
export function failureResponse(outcome: Failed, epoch: string, idempotencyKey?: string): Response {
  const failures = outcome.kind === 'unavailable' ? outcome.failures : []
  const problem = problemOf(outcome)
  return problemResponse(problem, {
    [CONFIG_EPOCH]: epoch,
    [PROXY_STATUS]: proxyStatus(outcome, failures),
    ...(problem.status === 503 ? { [RETRY_AFTER]: String(RETRY_AFTER_S) } : {}),
    ...(idempotencyKey && problem.status >= 500 ? { [IDEMPOTENCY_KEY]: idempotencyKey } : {}),
  })
}

const BODY_MISSING: Problem = {
  status: 408,
  slug: 'body-missing',
  title: 'The request did not arrive',
  detail: 'The client left, or the next part of its body did not arrive in time.',
}

function problemOf(outcome: Failed): Problem {
  switch (outcome.kind) {
    case 'body-missing':
      return BODY_MISSING
    case 'unavailable': {
      if (outcome.failures.some(({ cause }) => cause === 'client')) return BODY_MISSING
      const tried = outcome.failures.map(({ regionId, cause }) => `${regionId} (${cause})`).join(', ')
      const isUnknown = outcome.failures.some(mayHaveHappened)
      return {
        // Clients send a 503 with Retry-After again by themselves; a write that may have happened they must not.
        status: isUnknown ? 504 : 503,
        slug: isUnknown ? 'write-not-confirmed' : 'no-region',
        title: isUnknown ? 'The write is not confirmed' : 'No region answers',
        detail: isUnknown
          ? `Tried ${tried}. The write may or may not have happened: ${outcome.retries ? SEND_AGAIN : LOOK_FIRST}`
          : `Tried ${tried || 'none: no region may serve this request'}.`,
      }
    }
    case 'not-repeatable':
      return {
        status: 413,
        slug: 'replay-too-large',
        title: 'The body is too large to be sent again',
        detail:
          'The region asked for a replay in the primary\'s region, and only bodies whose Content-Length is within replayBodyMaxBytes are kept. Nothing was changed. A route rule with via = "home" sends such requests there at once.',
      }
    case 'replay-not-allowed':
      if (outcome.intent === 'read') {
        return {
          status: 503,
          slug: 'out-of-reach',
          title: 'No region of this route can answer yet',
          detail: `Region ${outcome.regionId} does not have the data that this read asks for (${outcome.reason}), and the route's rule ("only") leaves the primary's region out.`,
        }
      }
      return {
        status: 502,
        slug: 'replay-not-allowed',
        title: 'This route may not leave its regions',
        detail: `Region ${outcome.regionId} asked for a replay in the primary's region, which the route's rule ("only") leaves out. Nothing was changed.`,
      }
  }
}

const SEND_AGAIN = 'send it again with the Idempotency-Key that this answer names, and it happens once.'
const LOOK_FIRST = 'look before you send it again.'

/** https://www.rfc-editor.org/rfc/rfc9209: one member for each try. */
function proxyStatus(outcome: Failed, failures: readonly AttemptFailure[]): string {
  if (outcome.kind === 'body-missing') return 'nearside; error=http_request_error'
  if (outcome.kind !== 'unavailable') return 'nearside; error=proxy_internal_response'
  if (failures.length === 0) return 'nearside; error=destination_unavailable'
  return failures
    .map(({ regionId, cause, status }) => {
      const what = status === undefined ? `error=${ERROR_TYPES[cause]}` : `received-status=${status}`
      const details = DETAILS[cause]
      return `nearside; next-hop="${regionId}"; ${what}${details ? `; details="${details}"` : ''}`
    })
    .join(', ')
}

const ERROR_TYPES = {
  refused: 'destination_unavailable',
  lost: 'connection_terminated',
  timeout: 'http_response_timeout',
  client: 'http_request_error',
  'not-primary': 'destination_unavailable',
  fenced: 'http_protocol_error',
} as const satisfies Record<AttemptFailure['cause'], string>

/** What neither an error type nor a status tells. */
const DETAILS: Partial<Record<AttemptFailure['cause'], string>> = {
  'not-primary': 'asked for a replay itself',
  fenced: 'fenced: written on a timeline that was left by a failover',
}
