/** `GET /_nearside/overlay`, `GET /_nearside/history`: what operators have changed. */
import { problemResponse } from '../../protocol/problem.ts'
import { answerJson, type Handler } from './call.ts'
import { invalid } from './json-body.ts'
import { askLedger } from './ledger-client.ts'

/** The ETag is the revision, for `If-Match`. */
export const getOverlay: Handler = async ({ env }) => {
  const asked = await askLedger(env, async (ledger) => await ledger.current())
  if (!asked.ok) return problemResponse(asked.problem)
  return answerJson(asked.value, { etag: `"${asked.value.revision}"` })
}

/** `?limit=` from 1 to 500; 50 without it. */
export const getHistory: Handler = async ({ env, request }) => {
  const text = new URL(request.url).searchParams.get('limit') ?? '50'
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > 500) {
    const message = `expected a whole number from 1 to 500, found "${text.slice(0, 80)}"`
    return problemResponse(invalid([{ field: 'limit', message }]))
  }
  const asked = await askLedger(env, async (ledger) => await ledger.history(limit))
  return asked.ok ? answerJson(asked.value) : problemResponse(asked.problem)
}
