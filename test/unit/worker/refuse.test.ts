import { expect, it } from 'vitest'
import { refuse } from '../../../worker/refuse.ts'

const of = (init: RequestInit & { url?: string }) =>
  refuse(new Request(init.url ?? 'https://x.example/api', init))

it('W8 an ordinary request is not refused', () => {
  expect(of({})).toBeUndefined()
  expect(
    of({ method: 'POST', body: '{}', headers: { 'idempotency-key': 'k-1', 'nearside-bookmark': 'b' } }),
  ).toBeUndefined()
})

it('W9 what can not be passed on is refused at the edge, and named', () => {
  const withBody = Object.assign(new Request('https://x.example/api'), {})
  Object.defineProperty(withBody, 'body', { value: new ReadableStream() })
  expect(refuse(withBody)?.detail).toBe('A GET has no body here; found one.')
  expect(of({ headers: { 'idempotency-key': 'clé' } })?.detail).toMatch(/^idempotency-key: /)
})
