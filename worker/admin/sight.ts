/** `GET /_nearside/status`, `GET /_nearside/world`: what this isolate knows, and what all of them have reported. */
import { problemResponse } from '../../protocol/problem.ts'
import { within } from '../overlay/within.ts'
import { answerJson, type Handler } from './call.ts'
import { isolateView } from './status.ts'
import { readWorld } from './world.ts'

export const getStatus: Handler = ({ gateway, facts, nowMs }) =>
  answerJson(isolateView(gateway, facts, nowMs))

export const getWorld: Handler = async ({ env }) => {
  if (!env.OBSERVATORY) {
    const detail = 'Expected the binding OBSERVATORY of wrangler.toml, found none.'
    return problemResponse({ status: 503, title: 'No observatory is bound', slug: 'no-observatory', detail })
  }
  try {
    return answerJson(await within(TIMEOUT_MS, readWorld(env)))
  } catch (error) {
    console.error(`the observatory does not answer: ${error}`)
    return problemResponse({ status: 503, title: 'The observatory does not answer', slug: 'observatory' })
  }
}

const TIMEOUT_MS = 5000
