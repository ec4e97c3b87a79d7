import { expect, it } from 'vitest'
import type { Intent } from '../../../protocol/intent.ts'
import { failureResponse } from '../../../worker/response/failure.ts'
import type { AttemptFailure } from '../../../worker/upstream/outcome.ts'

it('W70 when every region fails the answer is a 503 problem that names each try', async () => {
  const response = failureResponse(
    {
      kind: 'unavailable',
      intent: 'read',
      retries: true,
      failures: [
        { regionId: 'bom', intent: 'read', cause: 'lost' },
        { regionId: 'fra', intent: 'read', cause: 'refused', status: 503 },
        { regionId: 'iad', intent: 'read', cause: 'timeout' },
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

it('W71 a write that may have happened is told so, with the key to send it again; one that did not may just be sent', async () => {
  const told = async (
    causes: readonly AttemptFailure['cause'][],
    retries = true,
    intent: Intent = 'write',
  ) => {
    const failures = causes.map((cause) => ({ regionId: 'bom', intent, cause }))
    const response = failureResponse(
      { kind: 'unavailable', intent: 'write', retries, failures },
      'e',
      'key-1',
    )
    expect(response.headers.get('idempotency-key')).toBe('key-1')
    const { type, detail } = (await response.json()) as { type: string; detail: string }
    return [
      response.status,
      response.headers.has('retry-after'),
      type.split(':').at(-1),
      detail.includes('Idempotency-Key'),
    ]
  }
  const unknown = [504, false, 'write-not-confirmed', true]
  const notDone = [503, true, 'no-region', false]
  expect(await told(['lost'])).toEqual(unknown)
  expect(await told(['timeout', 'refused'])).toEqual(unknown)
  expect(await told(['fenced', 'lost', 'not-primary'])).toEqual(unknown)
  expect(await told(['refused', 'not-primary', 'fenced'])).toEqual(notDone)
  // What a read could not do, no write has done.
  expect(await told(['lost'], true, 'read')).toEqual(notDone)
  // Where the key protects nothing it is not promised.
  expect(await told(['lost'], false)).toEqual([504, false, 'write-not-confirmed', false])
})

it('W91 a try that was fenced, and one that found no primary, are told apart in Proxy-Status', () => {
  const failures = [
    { regionId: 'iad', intent: 'write', cause: 'fenced', status: 201 },
    { regionId: 'fra', intent: 'write', cause: 'not-primary' },
  ] as const
  const response = failureResponse({ kind: 'unavailable', intent: 'write', retries: true, failures }, 'e')
  expect(response.headers.get('proxy-status')).toBe(
    'nearside; next-hop="iad"; received-status=201; details="fenced: written on a timeline that was left by a failover", ' +
      'nearside; next-hop="fra"; error=destination_unavailable; details="asked for a replay itself"',
  )
})

it('W72 a replay that can not be made says what to do instead', async () => {
  expect(failureResponse({ kind: 'not-repeatable' }, 'e').status).toBe(413)
})

it("W73 a body that does not arrive is the client's failure, and no reason to try again later", async () => {
  const stalled = {
    kind: 'unavailable',
    intent: 'write',
    retries: true,
    failures: [{ regionId: 'bom', intent: 'write', cause: 'client' }],
  } as const
  for (const outcome of [stalled, { kind: 'body-missing' } as const]) {
    const response = failureResponse(outcome, 'e')
    expect([response.status, response.headers.has('retry-after')]).toEqual([408, false])
  }
})

it('W74 a replay does not leave the regions that a rule allows, and a read may try again later', async () => {
  const confined = { kind: 'replay-not-allowed', regionId: 'fra', reason: 'behind' } as const
  expect(failureResponse({ ...confined, intent: 'write' }, 'e').status).toBe(502)
  const read = failureResponse({ ...confined, intent: 'read' }, 'e')
  expect([read.status, read.headers.get('retry-after')]).toEqual([503, '5'])
  expect(((await read.json()) as { detail: string }).detail).toContain('"only"')
})
