import { describe, expect, it } from 'vitest'
import type { Entry } from '../../faults/history.ts'
import { broken, cancel, mark, operation, order, patch, read, row, shop, told } from './made.ts'

const A = row('a')
const A2 = row('a', { version: 2, note: 'note 2' })
const A3 = row('a', { version: 3, note: 'note 3' })
const BEYOND = { received: mark(1, '0/90') }
const BEFORE = { received: mark(1, '0/40') }
const END = '0/50'

describe('a session', () => {
  it('Q1 reads its writes: a read of an older version, or of none, is found', () => {
    expect(broken([order(1, 'a'), patch(2, 'a', 2), read(3, 'a', 2)], shop([A2]))).toEqual([])
    expect(broken([order(1, 'a'), patch(2, 'a', 2), read(3, 'a', 1)], shop([A2]))).toEqual([
      'read-your-writes',
    ])
    expect(broken([order(1, 'a'), read(2, 'a', 0)], shop([A]))).toEqual(['read-your-writes'])
    const refused = { outcome: 'refused', status: 404 } as const
    expect(broken([order(1, 'a'), patch(2, 'a', 2, { ...refused, version: undefined })], shop([A]))).toEqual([
      'read-your-writes',
    ])
    expect(broken([order(1, 'a'), read(2, 'a', 0, { session: 2 })], shop([A]))).toEqual([])
  })

  it('Q2 never reads an older version than it has read, in whichever city', () => {
    const other = { session: 2, kind: 'read-shared' } as const
    const writes = [order(1, 'a'), patch(2, 'a', 2)]
    const seen = [read(3, 'a', 2, other), read(4, 'a', 1, { ...other, city: 'fra' })]
    expect(broken([...writes, ...seen], shop([A2]))).toEqual(['monotonic-reads'])
    expect(broken([...writes, ...seen.toReversed()], shop([A2]))).toEqual([])
  })

  it('Q3 makes versions that rise, above all that it has seen', () => {
    const rising = [order(1, 'a'), patch(2, 'a', 2), patch(3, 'a', 3)]
    expect(broken(rising, shop([A3]))).toEqual([])
    expect(broken([order(1, 'a'), patch(2, 'a', 3), patch(3, 'a', 2)], shop([A3]))).toContain(
      'monotonic-writes',
    )
    const seen = [order(1, 'a'), patch(2, 'a', 2), read(3, 'a', 2, { session: 2 })]
    expect(broken([...seen, patch(4, 'a', 2, { session: 2 })], shop([A2]))).toContain('writes-follow-reads')
    expect(broken([...seen, patch(3, 'a', 3, { session: 2 })], shop([A3]))).toEqual([])
  })

  it('Q4 that takes over a bookmark is shown what its giver has seen by then, and not what that sees later', () => {
    const handover: Entry = { type: 'handover', from: 1, to: 2, atMs: 2 }
    const late = read(3, 'a', 0, { session: 2 })
    expect(broken([order(1, 'a'), handover, late], shop([A]))).toEqual(['handed-over'])
    expect(broken([handover, order(1, 'a'), late], shop([A]))).toEqual([])
  })
})

describe('a key', () => {
  it('Q5 gives one order, and the same answer to each repetition', () => {
    const again = { kind: 'repeat', key: 'key-a', replayed: true } as const
    expect(broken([order(1, 'a'), order(2, 'a', again)], shop([A]))).toEqual([])
    expect(broken([order(1, 'a'), order(2, 'a', { key: 'key-a' })], shop([A]))).toEqual([])
    expect(broken([order(1, 'a'), order(2, 'b', again)], shop([A, row('b')]))).toEqual(['exactly-once'])
    expect(broken([order(1, 'a'), order(2, 'b', again)], shop([A]))).toContain('exactly-once')
    expect(
      broken(
        [order(1, 'a'), patch(2, 'a', 2), patch(3, 'a', 3, { kind: 'repeat', key: 'key-2' })],
        shop([A3]),
      ),
    ).toEqual(['exactly-once'])
  })

  it('Q6 that stayed open may have made one order, one that was refused none, and nobody none', () => {
    const nothing = { orderId: undefined, version: undefined, status: 504 }
    const open = order(1, 'a', { ...nothing, outcome: 'unknown' })
    const refused = order(1, 'a', { ...nothing, outcome: 'refused' })
    expect(broken([open], shop([A]))).toEqual([])
    expect(broken([open], shop([]))).toEqual([])
    expect(broken([open], shop([A, row('b')]))).toEqual(['exactly-once'])
    expect(broken([refused], shop([A]))).toEqual(['exactly-once'])
    expect(broken([], shop([A]))).toEqual(['exactly-once'])
    expect(broken([order(1, 'a')], shop([A, row('b')]))).toEqual(['exactly-once'])
  })

  it('Q7 raises the version of its order once', () => {
    const history = [order(1, 'a'), patch(2, 'a', 2)]
    expect(broken(history, shop([A3]))).toEqual(['exactly-once'])
    const open = patch(3, 'a', 3, { outcome: 'unknown', version: undefined })
    expect(broken([...history, open], shop([A3]))).toEqual([])
    expect(broken([...history, open], shop([row('a', { version: 4 })]))).toEqual(['exactly-once'])
    expect(broken([order(1, 'a')], shop([A2]))).toEqual(['exactly-once'])
  })

  it('Q8 takes its goods off the shelf once, and a cancellation puts them back', () => {
    const off = shop([A], { products: [{ id: 'p', stock: 98 }] })
    expect(broken([order(1, 'a')], off)).toEqual(['exactly-once'])
    const cancelled = row('a', { version: 2, status: 'cancelled' })
    const history = [order(1, 'a'), cancel(2, 'a', 2)]
    expect(broken(history, shop([cancelled]))).toEqual([])
    expect(broken(history, shop([cancelled], { products: [{ id: 'p', stock: 99 }] }))).toEqual([
      'exactly-once',
    ])
  })
})

describe('an acknowledged write', () => {
  it('Q9 is there at the end', () => {
    expect(broken([order(1, 'a')], shop([]))).toEqual(['nothing-vanishes'])
    const patched = [order(1, 'a'), patch(2, 'a', 2)]
    expect(broken(patched, shop([A]))).toEqual(['nothing-vanishes'])
    expect(broken(patched, shop([row('a', { version: 2, note: 'another' })]))).toEqual(['nothing-vanishes'])
    expect(broken([order(1, 'a'), cancel(2, 'a', 2)], shop([row('a', { version: 2 })]))).toEqual([
      'nothing-vanishes',
    ])
    const twice = [order(1, 'a'), patch(2, 'a', 2), patch(3, 'a', 2, { session: 2 })]
    expect(broken(twice, shop([row('a', { version: 2, note: 'note 3' })]))).toEqual(['nothing-vanishes'])
  })

  it('Q10 may be gone where its session was told, up to where it was told', () => {
    const lost = order(1, 'a', BEYOND)
    expect(broken([lost, told(2, END)], shop([]))).toEqual([])
    expect(broken([lost, told(2, END), read(3, 'a', 0)], shop([]))).toEqual([])
    expect(broken([order(1, 'a', BEFORE), told(2, END)], shop([]))).toEqual(['nothing-vanishes'])
    expect(broken([order(1, 'a', BEFORE), told(2, END), read(3, 'a', 0)], shop([A]))).toEqual([
      'read-your-writes',
    ])
    expect(broken([lost, told(2, END, { session: 2 })], shop([]))).toEqual(['nothing-vanishes'])
    expect(broken([order(1, 'a', { received: mark(2, '0/90') }), told(2, END)], shop([]))).toEqual([
      'nothing-vanishes',
    ])
  })

  it('Q11 that was told lost is sent again with its key, and then stands', () => {
    const again = order(3, 'b', { kind: 'repeat', key: 'key-a', received: mark(2, '0/60') })
    const history = [order(1, 'a', BEYOND), told(2, END), again]
    expect(broken(history, shop([row('b')]))).toEqual([])
    expect(broken(history, shop([]))).toEqual(['nothing-vanishes'])
    expect(broken(history, shop([A, row('b')]))).toContain('exactly-once')
    // Done anew without a word of the loss, which its own answer tells: it is no stored one.
    expect(broken([order(1, 'a', BEYOND), again], shop([row('b')]))).toEqual([])
  })

  it('Q12 is on no older timeline than one that was acknowledged before it began', () => {
    const newer = order(1, 'a', { received: mark(2, '0/60') })
    const older = order(2, 'b', { session: 2, received: mark(1, '0/70') })
    expect(broken([newer, older], shop([A, row('b')]))).toEqual(['no-zombie'])
    expect(broken([newer, { ...older, lastTryMs: 1.2 }], shop([A, row('b')]))).toEqual([])
  })
})

describe('a verdict', () => {
  it('Q13 does not ignore a bookmark that the system has made', () => {
    const seen = read(2, 'a', 1, { verdict: 'ignored;reason=ahead' })
    expect(broken([order(1, 'a'), seen], shop([A]))).toEqual(['honest-bookmarks-count'])
  })

  it('Q14 of a loss is about a bookmark from beyond the end, and an order that is lost is not there', () => {
    expect(broken([order(1, 'a', BEYOND), told(2, END, { sent: [mark(1, END)] })], shop([A]))).toEqual([
      'verdicts-are-true',
    ])
    expect(broken([told(2, END, { lostAfter: undefined })], shop([]))).toEqual(['verdicts-are-true'])
    const at = mark(1, '0/90', { tag: 'aa' })
    const gone = told(2, END, { problem: 'urn:nearside:problem:write-lost', sent: [at] })
    expect(broken([order(1, 'a', { received: at }), gone], shop([]))).toEqual([])
    expect(broken([order(1, 'a', { received: at }), gone], shop([A]))).toEqual(['verdicts-are-true'])
  })

  it('Q15 of survival is about a write that is there', () => {
    const at = mark(1, '0/90', { tag: 'aa' })
    const survived = read(2, 'a', 1, { verdict: 'survived', sent: [at], received: mark(2, '0/60') })
    expect(broken([order(1, 'a', { received: at }), survived], shop([A]))).toEqual([])
    expect(broken([order(1, 'a', { received: at }), survived], shop([]))).toContain('verdicts-are-true')
  })
})

it('Q16 after the last healing every session writes and reads what it wrote', () => {
  const healed: Entry = { type: 'fault', action: 'heal', last: true, startMs: 2, endMs: 3 }
  const alive = [order(4, 'b'), read(5, 'b', 1)]
  expect(broken([order(1, 'a'), healed, ...alive], shop([A, row('b')]))).toEqual([])
  expect(broken([order(1, 'a'), healed], shop([A]))).toEqual(['liveness'])
  expect(broken([order(1, 'a'), healed, read(5, 'a', 1)], shop([A]))).toEqual(['liveness'])
  const failed = operation(5, { outcome: 'failed-read', status: 503, orderId: 'b' })
  expect(broken([healed, order(4, 'b'), failed], shop([row('b')]))).toEqual(['liveness'])
})
