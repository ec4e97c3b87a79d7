import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Change } from '../../../protocol/operators/changes.ts'
import { EMPTY_OVERLAY, type Overlay } from '../../../protocol/operators/overlay.ts'
import {
  applyChange,
  nextEndMs,
  saysTheSame,
  takenBack,
  withoutEnded,
} from '../../../worker/overlay/changes.ts'
import { parseOverlay } from '../../../worker/overlay/schema.ts'

type Made = Exclude<Change, { action: 'undo' }>

const MARK = { by: 'ana', atMs: 1000, why: 'kernel upgrade' }
const make = (changes: readonly Made[], overlay: Overlay = EMPTY_OVERLAY) =>
  changes.reduce((before, change) => applyChange(before, change, MARK), overlay)

it('W200 each change is the next revision, with who made it, when and why', () => {
  const drained = applyChange(EMPTY_OVERLAY, { action: 'drain', region: 'bom' }, { ...MARK, untilMs: 9000 })
  expect(drained).toEqual({ ...EMPTY_OVERLAY, revision: 1, drains: { bom: { ...MARK, untilMs: 9000 } } })
  const weighed = make([{ action: 'weight', region: 'fra', weight: 0.25 }], drained)
  expect(weighed).toMatchObject({
    revision: 2,
    drains: drained.drains,
    weights: { fra: { weight: 0.25, ...MARK } },
  })
  expect(make([{ action: 'restore', region: 'bom' }], weighed)).toMatchObject({ revision: 3, drains: {} })
  expect(make([{ action: 'restore', region: 'fra' }], weighed)).toMatchObject({ revision: 3, weights: {} })
})

it('W201 the newest pin counts first, instead of one with the same match, and goes by its id', () => {
  const india = { country: ['IN'] }
  const pins: readonly Made[] = [
    { action: 'pin', match: india, to: 'bom' },
    { action: 'pin', match: { path: '/api/*' }, to: 'iad' },
    { action: 'pin', match: india, to: 'fra' },
  ]
  const overlay = make(pins)
  expect(overlay.pins.map(({ id, to }) => `${id} ${to}`)).toEqual(['pin-3 fra', 'pin-2 iad'])
  expect(make([{ action: 'unpin', id: 'pin-3' }], overlay).pins.map(({ id }) => id)).toEqual(['pin-2'])
})

it('W202 what was taken back is there again when that is taken back, except for what has ended meanwhile', () => {
  const one = make([{ action: 'drain', region: 'bom' }])
  const two = applyChange(one, { action: 'drain', region: 'fra' }, { ...MARK, untilMs: 5000 })
  const undone = takenBack(two, one, 2000)
  expect([undone.revision, saysTheSame(undone, one)]).toEqual([3, true])
  expect(saysTheSame(takenBack(undone, two, 3000), two)).toBe(true)
  expect(Object.keys(takenBack(undone, two, 5000).drains)).toEqual(['bom'])
})

it('W203 what has ended is told by name, and the next end is known', () => {
  const late = (untilMs: number) => ({ ...MARK, untilMs })
  let overlay = applyChange(EMPTY_OVERLAY, { action: 'drain', region: 'bom' }, late(2000))
  overlay = applyChange(overlay, { action: 'weight', region: 'fra', weight: 0 }, late(3000))
  overlay = applyChange(overlay, { action: 'pin', match: { colo: ['BOM'] }, to: 'iad' }, late(4000))
  expect([nextEndMs(overlay), nextEndMs(EMPTY_OVERLAY)]).toEqual([2000, Number.POSITIVE_INFINITY])
  expect(withoutEnded(overlay, 1999).ended).toEqual([])
  expect(withoutEnded(overlay, 2000)).toMatchObject({
    ended: ['drain bom'],
    overlay: { revision: 3, drains: {} },
  })
  expect(withoutEnded(overlay, 4000).ended).toEqual(['drain bom', 'weight fra', 'pin pin-3'])
})

it('W204 whatever the changes, the overlay reads back as it was kept, and its revision counts them', () => {
  const region = fc.constantFrom('iad', 'bom', 'fra')
  const change: fc.Arbitrary<Made> = fc.oneof(
    fc.record({ action: fc.constant('drain' as const), region }),
    fc.record({ action: fc.constant('restore' as const), region }),
    fc.record({
      action: fc.constant('weight' as const),
      region,
      weight: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    fc.record({
      action: fc.constant('pin' as const),
      match: fc.record({ country: fc.constant(['IN']) }),
      to: region,
    }),
    fc.record({ action: fc.constant('unpin' as const), id: fc.constantFrom('pin-1', 'pin-2') }),
  )
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      const overlay = make(changes)
      expect(overlay.revision).toBe(changes.length)
      const text = JSON.stringify(overlay)
      expect(parseOverlay(text)).toEqual({ ok: true, overlay: JSON.parse(text) })
    }),
    { numRuns: 200 },
  )
})
