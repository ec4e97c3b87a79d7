/** `GET /_nearside/status`, `GET /_nearside/world`: what this isolate knows, and what all of them have reported. */
import { problemResponse } from '../../protocol/problem.ts'
import { probeDue } from '../upstream/probe.ts'
import { answerJson, type Handler } from './call.ts'
import { isolateView } from './status.ts'
import { askWorld } from './world.ts'

/** It tells what it knows, and looks behind the answer: who asks again hears no more of long ago, also where nobody else asks. */
export const getStatus: Handler = ({ gateway, facts, nowMs, keepAlive }) => {
  const { config, store, keyOf, reach } = gateway
  const view = isolateView(gateway, facts, nowMs)
  const looks = probeDue(config, store, keyOf, reach)
  if (looks) keepAlive(looks)
  return answerJson(view)
}

export const getWorld: Handler = async ({ env }) => {
  const asked = await askWorld(env)
  return asked.ok ? answerJson(asked.world) : problemResponse(asked.problem)
}
