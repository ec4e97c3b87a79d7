/** `POST /_nearside/changes`: the one way to change the overlay. */
import type { ChangeAnswer } from '../../protocol/operators/changes.ts'
import { type Problem, problemResponse } from '../../protocol/problem.ts'
import type { LedgerAnswer } from '../overlay/ledger.ts'
import { steeringOf } from '../overlay/steering.ts'
import { answerJson, type Handler } from './call.ts'
import { ChangeRequestSchema } from './change-schema.ts'
import { groundsOf } from './grounds.ts'
import { invalid, readJson } from './json-body.ts'
import { askLedger } from './ledger-client.ts'

export const postChange: Handler = async ({ request, env, gateway, operator, nowMs, take }) => {
  const body = await readJson(request, ChangeRequestSchema)
  if (!body.ok) return problemResponse(body.problem)
  const wanted = revisionOf(request.headers.get('if-match'), body.value.revision)
  if (!wanted.ok) return problemResponse(wanted.problem)
  const { revision } = wanted
  const asked = body.value
  const order = { request: { ...asked, revision }, by: operator, grounds: groundsOf(gateway) }
  const told = await askLedger(env, async (ledger) => await ledger.change(order))
  if (!told.ok) return problemResponse(told.problem)
  const { value } = told
  if (value.kind !== 'done') return problemResponse(problemOf(value, revision, asked.force ?? false))

  const { overlay, change, changed, findings, spread } = value
  const dryRun = asked.dryRun ?? false
  if (!dryRun) take(overlay)
  const { epoch } = steeringOf(gateway.config, overlay, nowMs)
  const answer: ChangeAnswer = { overlay, change, epoch, dryRun, changed, spread, findings }
  return answerJson(answer, dryRun ? {} : { etag: `"${overlay.revision}"` })
}

type WantedRevision =
  | { readonly ok: true; readonly revision: number | undefined }
  | { readonly ok: false; readonly problem: Problem }

/** `If-Match: "7"`, `revision` in the body, both or neither. */
function revisionOf(ifMatch: string | null, inBody: number | undefined): WantedRevision {
  if (ifMatch === null || ifMatch.trim() === '*') return { ok: true, revision: inBody }
  const [, digits] = /^\s*"(\d{1,15})"\s*$/.exec(ifMatch) ?? []
  if (digits === undefined) {
    const message = `expected a revision in quotes such as "7", or *, found ${ifMatch.slice(0, 80)}`
    return { ok: false, problem: invalid([{ field: 'If-Match', message }]) }
  }
  const revision = Number(digits)
  if (inBody === undefined || inBody === revision) return { ok: true, revision }
  const message = `expected the same as If-Match, ${revision}, found ${inBody}`
  return { ok: false, problem: invalid([{ field: 'revision', message }]) }
}

/** @returns what an operator is told where nothing was changed. */
export function problemOf(
  answer: Exclude<LedgerAnswer, { kind: 'done' }>,
  wanted: number | undefined,
  force: boolean,
): Problem {
  switch (answer.kind) {
    case 'stale':
      return {
        status: 412,
        title: 'Another change came first',
        slug: 'stale',
        detail: `revision: expected ${wanted}, found ${answer.revision}. Nothing was changed: look again.`,
        extra: { revision: answer.revision },
      }
    case 'impossible':
      return invalid(answer.errors)
    case 'nothing-to-undo':
      return {
        status: 409,
        title: 'Nothing to undo',
        slug: 'nothing-to-undo',
        detail: 'Expected a change that can be taken back, found none: what has ended by itself is not one.',
      }
    case 'unsafe': {
      const told = answer.findings.map(({ message }) => message).join(' ')
      const isFinal = answer.findings.some(({ forceable }) => !forceable)
      const rest = isFinal && force ? ' It can not be forced.' : ''
      return {
        status: 409,
        title: 'Not safe',
        slug: 'unsafe',
        detail: `Nothing was changed. ${told}${rest}`,
        extra: { findings: answer.findings },
      }
    }
  }
}
