import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { macOf } from '../../../worker/upstream/mac.ts'

it('B103 the gateway’s own code of a text is HMAC-SHA256, with whichever key and after whichever texts', () => {
  const keys = [new Uint8Array(32).fill(7), Uint8Array.from({ length: 32 }, (_, index) => index)]
  fc.assert(
    fc.property(fc.constantFrom(...keys), fc.string({ unit: 'binary', maxLength: 300 }), (key, text) => {
      expect(macOf(key, text)).toBe(createHmac('sha256', key).update(text).digest('base64'))
    }),
  )
})
