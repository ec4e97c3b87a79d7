/** The operators' API under `/_nearside/`: who asks, then what they ask for. */
import type { Overlay } from '../../protocol/operators/overlay.ts'
import { problemResponse } from '../../protocol/problem.ts'
import type { Gateway } from '../app.ts'
import type { Env } from '../env.ts'
import { factsOf } from '../facts.ts'
import { createAuthenticate } from './auth.ts'
import type { Handler } from './call.ts'
import { postChange } from './change.ts'
import { PREFIX } from './operators-path.ts'
import { getHistory, getOverlay } from './overlay.ts'
import { postExplain } from './post-explain.ts'
import { getStatus, getWorld } from './sight.ts'
import { postWhatIf } from './whatif.ts'

/** By path below `/_nearside/`, then by method. */
const HANDLERS: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  status: { GET: getStatus },
  world: { GET: getWorld },
  explain: { POST: postExplain },
  whatif: { POST: postWhatIf },
  overlay: { GET: getOverlay },
  changes: { POST: postChange },
  history: { GET: getHistory },
}

export type OperatorsApi = (request: Request, context: ExecutionContext) => Promise<Response>

/** @param take puts an overlay in force in this isolate at once. */
export function createOperatorsApi(
  gateway: Gateway,
  env: Env,
  take: (overlay: Overlay) => void,
): OperatorsApi {
  const authenticate = createAuthenticate(env)
  return async (request, context) => {
    const nowMs = Date.now()
    const facts = factsOf(request)
    const authenticated = await authenticate(request, facts.clientAddress, nowMs)
    if (!authenticated.ok) return authenticated.answer
    // A colo that is asked how far it is learns what it lacks.
    const refreshed = Promise.resolve(gateway.overlay.refresh(nowMs))
    context.waitUntil(refreshed)
    const handler = handlerFor(request)
    if (handler instanceof Response) return handler
    const { operator } = authenticated
    const behind: Promise<unknown>[] = [refreshed]
    const keepAlive = (work: Promise<unknown>) => void behind.push(work)
    const answer = await handler({ request, facts, gateway, env, operator, nowMs, take, keepAlive })
    // Last of all: there may be more to tell by then.
    context.waitUntil(Promise.all(behind).then(() => gateway.report(facts, Date.now())))
    return answer
  }
}

/** Only who may ask is told what there is. */
function handlerFor({ url, method }: Request): Handler | Response {
  const { pathname } = new URL(url)
  const name = pathname.slice(PREFIX.length)
  const handlers = Object.hasOwn(HANDLERS, name) ? HANDLERS[name] : undefined
  if (!handlers) {
    const names = Object.keys(HANDLERS).join(', ')
    const detail = `Expected one of ${names} below ${PREFIX}, found ${pathname}.`
    return problemResponse({ status: 404, title: 'Not found', slug: 'not-found', detail })
  }
  const wanted = method === 'HEAD' ? 'GET' : method
  const handler = Object.hasOwn(handlers, wanted) ? handlers[wanted] : undefined
  if (handler) return handler
  const allow = Object.keys(handlers).map((name) => (name === 'GET' ? 'GET, HEAD' : name))
  const detail = `${pathname}: expected ${allow.join(', ')}, found ${method}.`
  return problemResponse(
    { status: 405, title: 'Not this method', slug: 'method-not-allowed', detail },
    { allow: allow.join(', ') },
  )
}
