/** `GET /_nearside/status`, `GET /_nearside/world`: what this isolate knows, and what all of them have reported. */
import { problemResponse } from '../../protocol/problem.ts'
import { answerJson, type Handler } from './call.ts'
import { isolateView } from './status.ts'
import { askWorld } from './world.ts'

export const getStatus: Handler = ({ gateway, facts, nowMs }) =>
  answerJson(isolateView(gateway, facts, nowMs))

export const getWorld: Handler = async ({ env }) => {
  const asked = await askWorld(env)
  return asked.ok ? answerJson(asked.world) : problemResponse(asked.problem)
}
