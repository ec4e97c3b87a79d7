import { expect, it } from 'vitest'
import { formatBookmarkVerdicts, formatReplay, parseReplay, replayIntent } from '../../../protocol/headers.ts'
import { parseIntent } from '../../../protocol/intent.ts'
import { problemResponse } from '../../../protocol/problem.ts'

it('P13 a problem is RFC 9457 JSON that no cache keeps', async () => {
  const response = problemResponse(
    {
      status: 422,
      slug: 'bad-input',
      title: 'Bad input',
      errors: [{ field: 'quantity', message: 'too small' }],
      extra: { a: 1 },
    },
    { 'retry-after': '5' },
  )
  expect(response.status).toBe(422)
  expect(Object.fromEntries(response.headers)).toEqual({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'retry-after': '5',
  })
  expect(await response.json()).toEqual({
    type: 'urn:nearside:problem:bad-input',
    title: 'Bad input',
    status: 422,
    errors: [{ field: 'quantity', message: 'too small' }],
    a: 1,
  })
})

it('P14 a replay is one of its reasons, or none', () => {
  for (const reason of ['interactive', 'mis-tagged', 'behind', 'stale', 'replica-error'] as const)
    expect(parseReplay(formatReplay(reason))).toBe(reason)
  for (const value of [null, '', 'primary', 'region=iad', 'primary;reason=other'])
    expect(parseReplay(value)).toBeUndefined()
})

it('P15 an intent is one of two exact words, or none', () => {
  expect(['read', 'write', 'READ', '', null, 'read, write'].map(parseIntent)).toEqual([
    'read',
    'write',
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

it('P26 a replay that is no write keeps the intent of its request', () => {
  const reads = (['behind', 'stale', 'replica-error'] as const).map((reason) => replayIntent(reason))
  const writes = (['interactive', 'mis-tagged'] as const).map((reason) => replayIntent(reason))
  expect([reads, writes]).toEqual([
    ['read', 'read', 'read'],
    ['write', 'write'],
  ])
})

it('P27 what became of bookmarks is told once for each kind', () => {
  expect(
    formatBookmarkVerdicts([
      { kind: 'ignored', reason: 'forged' },
      { kind: 'survived' },
      { kind: 'ignored', reason: 'forged' },
    ]),
  ).toBe('ignored;reason=forged, survived')
})
