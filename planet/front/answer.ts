import type { ServerResponse } from 'node:http'
import { PROBLEM_MEDIA_TYPE, type Problem, problemBody } from '../../protocol/problem.ts'

export function answerJson(response: ServerResponse, body: unknown): void {
  send(response, 200, 'application/json', JSON.stringify(body, null, 2))
}

export function answerProblem(
  response: ServerResponse,
  problem: Problem,
  headers?: Readonly<Record<string, string>>,
): void {
  send(response, problem.status, PROBLEM_MEDIA_TYPE, problemBody(problem), headers)
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    ...headers,
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  })
  response.end(body)
}
