import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { idsOf, onceId, tagOf } from '../../../db/once.ts'

it('D40 a write’s id is a hash over who and what, without ambiguity, and its tag finds it again', () => {
  const hex = createHash('sha256').update('["anna","key","0"]').digest('hex')
  const id = onceId('anna', 'key', '0')
  expect(id.replaceAll('-', '')).toBe(hex.slice(0, 32))
  expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(onceId('a', 'b')).not.toBe(onceId('ab', ''))
  const [least, greatest] = idsOf(tagOf(id))
  expect(tagOf(id)).toBe(hex.slice(0, 16))
  expect(least <= id && id <= greatest).toBe(true)
  expect([tagOf(least), tagOf(greatest)]).toEqual([tagOf(id), tagOf(id)])
})
