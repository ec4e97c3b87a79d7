/** Outcomes without an answer -> problem+json: the one place where the gateway's failures meet the wire. */
import { CONFIG_EPOCH, PROXY_STATUS, RETRY_AFTER } from '../../protocol/headers.ts'
import { type Problem, problemResponse } from '../../protocol/problem.ts'
import type { AttemptFailure, Outcome } from '../upstream/outcome.ts'

type Failed = Exclude<Outcome, { kind: 'answered' }>

const RETRY_AFTER_S = 5

export function failureResponse(outcome: Failed, epoch: string): Response {
  const failures = outcome.kind === 'unavailable' ? outcome.failures : []
  return problemResponse(problemOf(outcome), {
    [CONFIG_EPOCH]: epoch,
    [PROXY_STATUS]: proxyStatus(outcome, failures),
    ...(outcome.kind === 'unavailable' ? { [RETRY_AFTER]: String(RETRY_AFTER_S) } : {}),
  })
}

function problemOf(outcome: Failed): Problem {
  switch (outcome.kind) {
    case 'unavailable': {
      const tried = outcome.failures.map(({ regionId, cause }) => `${regionId} (${cause})`).join(', ')
      const isUnknown =
        outcome.intent === 'write' && outcome.failures.some(({ cause }) => cause !== 'refused')
      return {
        status: 503,
        slug: isUnknown ? 'write-not-confirmed' : 'no-region',
        title: isUnknown ? 'The write is not confirmed' : 'No region answers',
        detail: isUnknown
          ? `Tried ${tried}. The write may or may not have happened: look before you send it again.`
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
    case 'replay-loop':
      return {
        status: 502,
        slug: 'replay-loop',
        title: 'No region takes this write',
        detail: `Region ${outcome.regionId} is the primary's by the gateway's config, and asks for a replay to the primary.`,
      }
  }
}

/** https://www.rfc-editor.org/rfc/rfc9209: one member for each try. */
function proxyStatus(outcome: Failed, failures: readonly AttemptFailure[]): string {
  if (outcome.kind !== 'unavailable') return 'nearside; error=proxy_internal_response'
  if (failures.length === 0) return 'nearside; error=destination_unavailable'
  return failures
    .map(({ regionId, cause, status }) => {
      const what = status === undefined ? `error=${ERROR_TYPES[cause]}` : `received-status=${status}`
      return `nearside; next-hop="${regionId}"; ${what}`
    })
    .join(', ')
}

const ERROR_TYPES = {
  refused: 'destination_unavailable',
  lost: 'connection_terminated',
  timeout: 'http_response_timeout',
  'client-gone': 'connection_terminated',
} as const satisfies Record<AttemptFailure['cause'], string>
