import { expect, it } from 'vitest'
import { failureResponse } from '../../../worker/response/failure.ts'

it('W70 when every region fails the answer is a 503 problem that names each try', async () => {
  const response = failureResponse(
    {
      kind: 'unavailable',
      intent: 'read',
      failures: [
        { regionId: 'bom', cause: 'lost' },
        { regionId: 'fra', cause: 'refused', status: 503 },
        { regionId: 'iad', cause: 'timeout' },
      ],
    },
    'abcd1234',
  )
  expect(response.status).toBe(503)
  expect(response.headers.get('retry-after')).toBe('5')
  expect(response.headers.get('nearside-config-epoch')).toBe('abcd1234')
  expect(response.headers.get('proxy-status')).toBe(
    'nearside; next-hop="bom"; error=connection_terminated, nearside; next-hop="fra"; received-status=503, nearside; next-hop="iad"; error=http_response_timeout',
  )
  expect(await response.json()).toMatchObject({
    type: 'urn:nearside:problem:no-region',
    detail: 'Tried bom (lost), fra (refused), iad (timeout).',
  })
})

it('W71 a write that may have happened is told so, and not to try again; one that never arrived may be', async () => {
  const told = async (cause: 'lost' | 'refused') => {
    const response = failureResponse(
      { kind: 'unavailable', intent: 'write', failures: [{ regionId: 'bom', cause }] },
      'e',
    )
    const { type } = (await response.json()) as { type: string }
    return [response.status, response.headers.has('retry-after'), type]
  }
  expect(await told('lost')).toEqual([504, false, 'urn:nearside:problem:write-not-confirmed'])
  expect(await told('refused')).toEqual([503, true, 'urn:nearside:problem:no-region'])
})

it('W72 a replay that can not be made says what to do instead', async () => {
  expect(failureResponse({ kind: 'not-repeatable' }, 'e').status).toBe(413)
  expect(failureResponse({ kind: 'replay-loop', regionId: 'iad' }, 'e').status).toBe(502)
})

it("W73 a body that does not arrive is the client's failure, and no reason to try again later", async () => {
  const stalled = {
    kind: 'unavailable',
    intent: 'write',
    failures: [{ regionId: 'bom', cause: 'client' }],
  } as const
  for (const outcome of [stalled, { kind: 'body-missing' } as const]) {
    const response = failureResponse(outcome, 'e')
    expect([response.status, response.headers.has('retry-after')]).toEqual([408, false])
  }
})

it('W74 a replay does not leave the regions that a rule allows', () => {
  expect(failureResponse({ kind: 'replay-not-allowed', regionId: 'fra' }, 'e').status).toBe(502)
})
