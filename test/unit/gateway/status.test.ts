import { expect, it, vi } from 'vitest'
import type { IsolateView } from '../../../protocol/operators/status.ts'
import { createOperatorsApi } from '../../../worker/admin/api.ts'
import { isolateView } from '../../../worker/admin/status.ts'
import { parseConfig } from '../../../worker/config.ts'
import type { Env } from '../../../worker/env.ts'
import { openGateway } from './gateway.ts'

// The API knows the Durable Objects' classes, of which none is asked here.
vi.mock('cloudflare:workers', () => ({ DurableObject: class {} }))

const TOKEN = 'a'.repeat(32)

it('O37 an edge that is asked for its status looks behind the answer: after a failover that nobody else has asked it about the next answer tells', async () => {
  const places = ['iad', 'bom'].map((id) => ({ id, binding: id, latitude: 0, longitude: 0 }))
  const parsed = parseConfig({ primary: 'iad', regions: places })
  if (!parsed.ok) throw new Error(parsed.errors.join('\n'))
  const { config } = parsed
  const reported: string[] = []
  const { gateway } = openGateway({
    config,
    report: (from, nowMs) => void reported.push(isolateView(gateway, from, nowMs).primary),
    answer: () => new Response('never asked'),
    stands: (id) => ({
      role: id === 'bom' ? 'primary' : 'replica',
      position: { timeline: 2, lsn: 7n },
      ageMs: 0,
    }),
  })
  const operators = createOperatorsApi(gateway, { OPERATOR_TOKENS: `ana:${TOKEN}` } as Env, () => {})
  const ask = async () => {
    const behind: Promise<unknown>[] = []
    const context = { waitUntil: (work: Promise<unknown>) => void behind.push(work) }
    const headers = { authorization: `Bearer ${TOKEN}` }
    const request = new Request('https://near.example/_nearside/status', { headers })
    const answer = await operators(request, context as unknown as ExecutionContext)
    await Promise.all(behind)
    return (await answer.json()) as IsolateView
  }
  const told = async () => {
    const { primary, timeline } = await ask()
    return { primary, timeline }
  }
  expect(await told()).toEqual({ primary: 'iad', timeline: 0 })
  expect(reported).toEqual(['bom'])
  expect(await told()).toEqual({ primary: 'bom', timeline: 2 })
})
