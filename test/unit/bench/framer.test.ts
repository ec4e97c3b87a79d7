import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createFramer, isOk } from '../../../bench/load/framer.ts'

const COUNTED = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'
const CHUNKED = 'HTTP/1.1 503 Busy\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n3\r\n\r\n0\r\n0\r\n\r\n'
const EMPTY = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'
const ANSWERS = [COUNTED, CHUNKED, EMPTY]

const headOf = (message: string) => message.split('\r\n\r\n')[0] ?? ''

/** In pieces of these sizes, over and over, through one buffer that is used again. */
function pushAll(text: string, sizes: readonly number[]): { heads: string[]; wholeAt: number[] } {
  const framer = createFramer('answers')
  const buffer = Buffer.alloc(1_000)
  const heads: string[] = []
  const wholeAt: number[] = []
  for (let at = 0, turn = 0; at < text.length; turn++) {
    const piece = text.slice(at, at + (sizes[turn % sizes.length] ?? 1))
    at += piece.length
    const whole = framer.push(buffer.subarray(0, buffer.write(piece, 'latin1')))
    heads.push(...whole)
    wholeAt.push(...whole.map(() => at))
  }
  return { heads, wholeAt }
}

it('B18 the load knows that an answer is whole at its last byte and not before', () => {
  const ends = ANSWERS.map((_, index) => ANSWERS.slice(0, index + 1).join('').length)
  expect(pushAll(ANSWERS.join(''), [1]).wholeAt).toEqual(ends)
})

it('B120 the load finds the same answers however their bytes come in pieces', () => {
  const answers = fc.array(fc.constantFrom(...ANSWERS), { minLength: 1, maxLength: 5 })
  const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(answers, sizes, (sent, pieces) => {
      expect(pushAll(sent.join(''), pieces).heads).toEqual(sent.map(headOf))
    }),
  )
})

it('B121 a request without a length has no body, and an answer without one is refused', () => {
  const request = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n'
  expect(createFramer('requests').push(Buffer.from(request.repeat(2)))).toHaveLength(2)
  expect(() => createFramer('answers').push(Buffer.from('HTTP/1.1 200 OK\r\n\r\n'))).toThrow(
    'an answer without a length',
  )
})

it('B19 only a 200 counts as answered', () => {
  expect(isOk(headOf(COUNTED))).toBe(true)
  expect(isOk(headOf(CHUNKED))).toBe(false)
})
