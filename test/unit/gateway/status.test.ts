import { expect, it } from 'vitest'
import type { IsolateView } from '../../../protocol/operators/status.ts'
import { getStatus } from '../../../worker/admin/sight.ts'
import { parseConfig } from '../../../worker/config.ts'
import { facts } from '../worker/fixtures.ts'
import { openGateway } from './gateway.ts'

it('O37 an edge that is asked for its status looks behind the answer: after a failover that nobody else has asked it about the next answer tells', async () => {
  const places = ['iad', 'bom'].map((id) => ({ id, binding: id, latitude: 0, longitude: 0 }))
  const parsed = parseConfig({ primary: 'iad', regions: places })
  if (!parsed.ok) throw new Error(parsed.errors.join('\n'))
  const { config } = parsed
  const { gateway } = openGateway({
    config,
    answer: () => new Response('never asked'),
    stands: (id) => ({
      role: id === 'bom' ? 'primary' : 'replica',
      position: { timeline: 2, lsn: 7n },
      ageMs: 0,
    }),
  })
  const ask = async () => {
    const behind: Promise<unknown>[] = []
    const keepAlive = (work: Promise<unknown>) => void behind.push(work)
    const call = { gateway, facts: facts({ colo: 'IAD' }), nowMs: Date.now(), keepAlive }
    const answer = await getStatus(call as Parameters<typeof getStatus>[0])
    await Promise.all(behind)
    return (await answer.json()) as IsolateView
  }
  const told = async () => {
    const { primary, timeline } = await ask()
    return { primary, timeline }
  }
  expect(await told()).toEqual({ primary: 'iad', timeline: 0 })
  expect(await told()).toEqual({ primary: 'bom', timeline: 2 })
})
