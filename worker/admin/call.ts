/** What a handler of the operators' API gets. */
import type { Overlay } from '../../protocol/operators/overlay.ts'
import type { Gateway } from '../app.ts'
import type { Env } from '../env.ts'
import type { RequestFacts } from '../facts.ts'

export type Call = {
  readonly request: Request
  readonly facts: RequestFacts
  readonly gateway: Gateway
  readonly env: Env
  /** Who asks. */
  readonly operator: string
  readonly nowMs: number
  /** Puts an overlay in force in this isolate at once. */
  readonly take: (overlay: Overlay) => void
  /** Lets work that never rejects go on behind the answer; what the isolate reports is told when it is done. */
  readonly keepAlive: (work: Promise<unknown>) => void
}

export type Handler = (call: Call) => Promise<Response> | Response

/** @returns what operators are told: JSON that nobody keeps. */
export function answerJson(value: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json(value, { headers: { ...headers, 'cache-control': 'no-store' } })
}
