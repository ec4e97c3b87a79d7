import fc from 'fast-check'
import { expect, it } from 'vitest'
import { answerLength, isOk } from '../../../bench/load/answer-frame.ts'

const COUNTED = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'
const CHUNKED = 'HTTP/1.1 503 Busy\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n3\r\n\r\n0\r\n0\r\n\r\n'

it.each([COUNTED, CHUNKED])(
  'B18 the load knows that %j is whole at its last byte and not before',
  (answer) => {
    fc.assert(
      fc.property(fc.nat(answer.length - 1), fc.string({ unit: 'binary-ascii' }), (cut, rest) => {
        expect(answerLength(Buffer.from(answer.slice(0, cut)))).toBeUndefined()
        expect(answerLength(Buffer.from(answer + rest))).toBe(answer.length)
      }),
    )
  },
)

it('B19 only a 200 counts as answered', () => {
  expect(isOk(Buffer.from(COUNTED))).toBe(true)
  expect(isOk(Buffer.from(CHUNKED))).toBe(false)
})
