import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isForOperators } from '../../../worker/admin/operators-path.ts'
import { fieldsOf, turnInto } from '../../../worker/fields.ts'
import { createRandom } from '../../../worker/random.ts'

const anyFields = fc
  .uniqueArray(
    fc.tuple(fc.constantFrom('a', 'b', 'cookie', 'x-c', 'te'), fc.constantFrom('1', '2', '3, 4')),
    {
      selector: ([name]) => name,
    },
  )
  .map((entries) => new Map(entries))

it('B100 a copy of headers turns into others, whatever they were, and what stays is not touched', () => {
  fc.assert(
    fc.property(anyFields, anyFields, (from, to) => {
      const headers = new Headers([...from])
      const touched: string[] = []
      const watched = new Proxy(headers, {
        get: (target, key) => (name: string, value: string) => {
          touched.push(name)
          return key === 'set' ? target.set(name, value) : target.delete(name)
        },
      })
      turnInto(watched, from, to)
      expect(fieldsOf(headers)).toEqual(new Map([...to].sort()))
      for (const [name, value] of to) expect(touched.includes(name)).toBe(from.get(name) !== value)
    }),
  )
})

it('B101 random bytes are handed out once, also where many are drawn at a time', () => {
  const random = createRandom(8)
  const portions = Array.from({ length: 200 }, () => Buffer.from(random()))
  expect(portions.every(({ length }) => length === 8)).toBe(true)
  expect(new Set(portions.map((bytes) => bytes.toString('hex'))).size).toBe(200)
})

it('B102 who asks for the operators’ API is told by the URL as it is read, however it is spelled', () => {
  const piece = fc.constantFrom('/', '\\', '.', '..', '_nearside', '_nearside/', 'api', '%5f', '?', '#', 'x')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const url = `https://shop.example/${pieces.join('')}`
      expect(isForOperators(url)).toBe(new URL(url).pathname.startsWith('/_nearside/'))
    }),
    { numRuns: 1000 },
  )
  expect(isForOperators('no URL: /_nearside/')).toBe(false)
})
