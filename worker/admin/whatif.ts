/** `POST /_nearside/whatif`: what a change would have done to the requests of the last minutes. Nothing is changed. */
import * as v from 'valibot'
import type { WhatIfAnswer } from '../../protocol/operators/whatif.ts'
import { problemResponse } from '../../protocol/problem.ts'
import { steeringOf } from '../overlay/steering.ts'
import { whatIf } from '../routing/whatif.ts'
import { answerJson, type Handler } from './call.ts'
import { problemOf } from './change.ts'
import { ChangeSchema } from './change-schema.ts'
import { groundsOf } from './grounds.ts'
import { readJson } from './json-body.ts'
import { askLedger } from './ledger-client.ts'
import { askWorld } from './world.ts'

const WhatIfRequestSchema = v.strictObject({ change: ChangeSchema })

/** The ledger says what would be, and what speaks against it, as in any dry run. */
export const postWhatIf: Handler = async ({ request, env, gateway, operator, nowMs }) => {
  const body = await readJson(request, WhatIfRequestSchema)
  if (!body.ok) return problemResponse(body.problem)
  const dryRun = { ...body.value.change, why: 'what if', dryRun: true }
  const told = await askLedger(env, async (ledger) => ({
    before: await ledger.current(),
    decided: await ledger.change({ request: dryRun, by: operator, grounds: groundsOf(gateway) }),
  }))
  if (!told.ok) return problemResponse(told.problem)
  const { before, decided } = told.value
  if (decided.kind !== 'done') return problemResponse(problemOf(decided, undefined, false))
  const { config } = gateway
  const scene = {
    config,
    before: steeringOf(config, before, nowMs),
    after: steeringOf(config, decided.overlay, nowMs),
  }
  const asked = await askWorld(env)
  if (!asked.ok) return problemResponse(asked.problem)
  const answer: WhatIfAnswer = { findings: decided.findings, ...whatIf(asked.world, scene) }
  return answerJson(answer)
}
