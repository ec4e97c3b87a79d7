import type { IncomingMessage, ServerResponse } from 'node:http'
import { FaultRefused } from '../fault-refusal.ts'
import { type Fault, type FieldError, parseFault } from '../faults.ts'
import { answerJson, answerProblem } from './answer.ts'
import { readJson } from './body.ts'
import { isSameMachine } from './same-machine.ts'

/** What the front may ask of the planet behind it. */
export type PlanetApi = {
  status(): Promise<unknown>
  inject(fault: Fault): Promise<void>
  heal(): Promise<void>
}

/** @returns whether a request target is the planet's own, not the site's. */
export function isControl(target: string): boolean {
  return /^\/_planet(?:[/?]|$)/.test(target)
}

/** Answers `/_planet/status` and `/_planet/faults`. */
export async function control(
  api: PlanetApi,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const resource = RESOURCES[request.url?.split('?', 1)[0] ?? '']
  if (!resource) {
    const detail = `expected one of ${Object.keys(RESOURCES).join(', ')}`
    return answerProblem(response, { status: 404, title: 'Not found', detail })
  }
  const handler = resource[request.method ?? '']
  if (!handler) {
    const allow = Object.keys(resource).join(', ')
    const problem = { status: 405, title: 'Method not allowed', detail: `expected ${allow}` }
    return answerProblem(response, problem, { allow })
  }
  try {
    await handler(api, request, response)
  } catch (error) {
    if (error instanceof FaultRefused) return answerRefusal(response, error.errors)
    const detail = error instanceof Error ? error.message : String(error)
    answerProblem(response, { status: 500, title: 'The planet could not do it', detail })
  }
}

type Handler = (api: PlanetApi, request: IncomingMessage, response: ServerResponse) => Promise<void>

const RESOURCES: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  '/_planet/status': { GET: guarded(status), HEAD: guarded(status) },
  '/_planet/faults': { POST: guarded(inject), DELETE: guarded(heal) },
}

const MAX_BODY_BYTES = 16_384

function guarded(handler: Handler): Handler {
  return async (api, request, response) => {
    if (isSameMachine(request.headers.host, request.headers.origin)) return handler(api, request, response)
    const detail = 'the planet answers only pages and programs that call it by a name of this machine'
    answerProblem(response, { status: 403, title: 'Not from this machine', detail })
  }
}

async function status(api: PlanetApi, _request: IncomingMessage, response: ServerResponse): Promise<void> {
  answerJson(response, await api.status())
}

async function heal(api: PlanetApi, request: IncomingMessage, response: ServerResponse): Promise<void> {
  await api.heal()
  return status(api, request, response)
}

async function inject(api: PlanetApi, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readJson(request, MAX_BODY_BYTES)
  if (body.kind === 'too-large') {
    const detail = `expected at most ${MAX_BODY_BYTES} bytes`
    return answerProblem(response, { status: 413, title: 'Body too large', detail }, { connection: 'close' })
  }
  if (body.kind === 'not-json') {
    return answerProblem(response, { status: 400, title: 'Not JSON', detail: body.message })
  }
  const parsed = parseFault(body.json)
  if (!parsed.ok) return answerRefusal(response, parsed.errors)
  await api.inject(parsed.fault)
  return status(api, request, response)
}

function answerRefusal(response: ServerResponse, errors: readonly FieldError[]): void {
  answerProblem(response, { status: 422, title: "Can't do this fault", slug: 'bad-fault', errors })
}
