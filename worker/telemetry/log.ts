/** One line of JSON for a request that is worth one. Pure but for `observeLog`. Its fields: docs/telemetry.md. */
import type { DataSource, ReplayReason } from '../../protocol/headers.ts'
import type { Intent } from '../../protocol/intent.ts'
import type { MeshConfig } from '../config.ts'
import type { AttemptFailure } from '../upstream/outcome.ts'
import type { Handled, Observe } from './handled.ts'

/** What a field does not apply to is undefined, and not in the JSON. */
export type LogLine = {
  readonly level: 'info' | 'warn' | 'error'
  readonly traceId: string
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly status: number
  readonly outcome: Handled['outcome']['kind']
  readonly intent: Intent
  /** That answered. */
  readonly region: string | undefined
  /** Why the first region of the plan was the first. */
  readonly reason: string | undefined
  readonly data: DataSource | undefined
  readonly replay: ReplayReason | undefined
  /** Tries that failed, in their order. */
  readonly tries: readonly AttemptFailure[] | undefined
  readonly colo: string | undefined
  readonly country: string | undefined
  readonly epoch: string
  /** The whole time in the gateway. */
  readonly ms: number
}

/** @returns undefined where the request is not worth a line. */
export function lineOf(handled: Handled, logs: MeshConfig['logs']): LogLine | undefined {
  const level = levelOf(handled)
  if (logs === 'none' || (logs === 'problems' && level === 'info')) return undefined
  const { facts, plan, outcome } = handled
  const tries = failuresOf(handled)
  return {
    level,
    traceId: handled.traceId,
    method: facts.method,
    path: facts.path,
    status: handled.status,
    outcome: outcome.kind,
    intent: 'intent' in outcome ? outcome.intent : plan.intent,
    region: outcome.kind === 'answered' ? outcome.region.id : undefined,
    reason: plan.attempts[0]?.reason,
    data: handled.data,
    replay: replayOf(handled),
    tries: tries.length > 0 ? tries : undefined,
    colo: facts.colo,
    country: facts.country,
    epoch: handled.epoch,
    ms: handled.totalMs,
  }
}

/** Writes the line where the platform's log finds its level: to the console's method of that name. */
export function observeLog(logs: MeshConfig['logs']): Observe {
  return (handled) => {
    const line = lineOf(handled, logs)
    if (line) console[line.level](JSON.stringify(line))
  }
}

/**
 * - `error`: no answer, one of 500 and above, or an old primary that takes writes.
 * - `warn`: answered, and something went wrong on the way: a failed try, a read that wrote, a body too large to repeat.
 * - `info`: all else. A client that leaves is no problem of ours.
 */
function levelOf(handled: Handled): LogLine['level'] {
  const { outcome, status } = handled
  const failures = failuresOf(handled)
  if (failures.some(({ cause }) => cause === 'fenced')) return 'error'
  const hasLeft = failures.some(({ cause }) => cause === 'client')
  if (outcome.kind === 'body-missing' || (outcome.kind === 'unavailable' && hasLeft)) return 'info'
  if (status >= 500) return 'error'
  if (failures.some(({ cause }) => cause !== 'client') || outcome.kind === 'not-repeatable') return 'warn'
  return replayOf(handled) === 'mis-tagged' ? 'warn' : 'info'
}

function failuresOf({ outcome }: Handled): readonly AttemptFailure[] {
  return 'failures' in outcome ? outcome.failures : []
}

function replayOf({ outcome }: Handled): ReplayReason | undefined {
  if (outcome.kind === 'answered') return outcome.replay
  return outcome.kind === 'replay-not-allowed' ? outcome.reason : undefined
}
