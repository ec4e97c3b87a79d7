/** `POST /_nearside/explain`. */
import { problemResponse } from '../../protocol/problem.ts'
import { answerJson, type Handler } from './call.ts'
import { explainRequest } from './explain.ts'
import { ExplainSchema } from './explain-schema.ts'
import { readJson } from './json-body.ts'

export const postExplain: Handler = async ({ request, gateway, facts }) => {
  const body = await readJson(request, ExplainSchema)
  return body.ok ? answerJson(explainRequest(gateway, body.value, facts)) : problemResponse(body.problem)
}
