import { expect, it } from 'vitest'
import { formatReplay, parseReplay } from '../../../protocol/headers.ts'
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

it('P14 a replay is one of its two reasons, or none', () => {
  expect(parseReplay(formatReplay('interactive'))).toBe('interactive')
  expect(parseReplay(formatReplay('mis-tagged'))).toBe('mis-tagged')
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
