/** Makes one change over the revision that was read, and says why where it can't be made. */
import type { Change, ChangeAnswer, ChangeRequest, HistoryEntry } from '../protocol/operators/changes.ts'
import type { Overlay } from '../protocol/operators/overlay.ts'
import { CliFailure } from './exit.ts'
import { type Gateway, Refusal } from './gateway-client.ts'
import { entryText, findingText } from './overlay-text.ts'
import { allPrintable } from './printable.ts'

export type ChangeSettings = {
  readonly why: string
  readonly force: boolean
  readonly dryRun: boolean
  /** The one that the operator has seen; undefined: the one in force now. */
  readonly revision?: number | undefined
}

export async function makeChange(
  gateway: Gateway,
  change: Change,
  { why, force, dryRun, revision }: ChangeSettings,
): Promise<ChangeAnswer> {
  const seen = revision ?? (await gateway.ask<Overlay>('/_nearside/overlay')).revision
  const json: ChangeRequest = {
    ...change,
    why,
    revision: seen,
    ...(force ? { force } : {}),
    ...(dryRun ? { dryRun } : {}),
  }
  try {
    return await gateway.ask<ChangeAnswer>('/_nearside/changes', { json })
  } catch (error) {
    if (error instanceof Refusal && error.status === 409 && error.body.findings) throw unsafe(error)
    if (error instanceof Refusal && error.status === 412) throw await stale(gateway, error, seen)
    throw error
  }
}

/** Against the safety rules. */
function unsafe({ body }: Refusal): CliFailure {
  const { findings = [], title = 'Not safe' } = allPrintable(body)
  const lines = [`${title}: nothing was changed.`, ...findings.map(findingText)]
  return new CliFailure(lines.join('\n'), 1, { problem: body, findings })
}

/** Somebody was quicker: who, and what they did. */
async function stale(gateway: Gateway, { body }: Refusal, seen: number): Promise<CliFailure> {
  const entries = await readHistory(gateway, STALE_LIMIT).catch(() => [])
  const since = entries.filter(({ revision }) => revision > seen)
  const lines = [
    `Nothing was changed: revision ${seen} is no longer in force.`,
    ...(since.length > 0
      ? ['Since then:', ...allPrintable(since).map((entry) => `  ${entryText(entry)}`)]
      : []),
    'Look at it again with `nearside status`, then repeat the command.',
  ]
  return new CliFailure(lines.join('\n'), 1, { problem: body, since })
}

/** As many as one sees at a glance. */
const STALE_LIMIT = 5

/** @returns the newest first. */
export async function readHistory(gateway: Gateway, limit: number): Promise<readonly HistoryEntry[]> {
  const answer = await gateway.ask<unknown>(`/_nearside/history?limit=${limit}`)
  if (Array.isArray(answer)) return answer
  throw new CliFailure(`${gateway.url}: expected a list of changes from /_nearside/history, found none.`, 3)
}
