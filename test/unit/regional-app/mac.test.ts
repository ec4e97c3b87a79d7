import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { macOf } from '../../../regional-app/mac.ts'

it('B112 the HMAC of a region is that of RFC 4231 and of Node, for every secret and text', () => {
  const secret = Buffer.from('Jefe')
  expect(Buffer.from(macOf(secret, 'what do ya want for nothing?'), 'base64').toString('hex')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  )
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 100 }),
      fc.array(fc.string({ unit: 'binary', maxLength: 4_000 }), { minLength: 1, maxLength: 3 }),
      (secret, texts) => {
        for (const text of texts)
          expect(macOf(secret, text)).toBe(createHmac('sha256', secret).update(text).digest('base64'))
      },
    ),
  )
})
