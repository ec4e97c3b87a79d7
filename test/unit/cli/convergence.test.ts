import fc from 'fast-check'
import { expect, it } from 'vitest'
import { convergence, type Sighting } from '../../../cli/convergence.ts'

const seen = (city: string, isolate: string, revision: number, atMs = 0): Sighting => {
  return { city, isolate, revision, epoch: `e.${revision}`, atMs }
}

it.each([
  ['nothing seen', [], { holding: 0, total: 0, pending: [] }],
  ['the revision', [seen('BOM', 'a', 7)], { holding: 1, total: 1, pending: [] }],
  ['a later revision', [seen('BOM', 'a', 8)], { holding: 1, total: 1, pending: [] }],
  [
    'an earlier one',
    [seen('BOM', 'a', 6)],
    { holding: 0, total: 1, pending: [{ city: 'BOM', epoch: 'e.6' }] },
  ],
  [
    'an isolate that has caught up',
    [seen('BOM', 'a', 7, 2), seen('BOM', 'a', 6, 1)],
    { holding: 1, total: 1, pending: [] },
  ],
  [
    'a second isolate that has not',
    [seen('BOM', 'a', 7), seen('BOM', 'b', 6), seen('FRA', 'c', 7)],
    { holding: 1, total: 2, pending: [{ city: 'BOM', epoch: 'e.6' }] },
  ],
])(
  'O10 a city holds a change when the last word of each of its isolates does: %s',
  (_, sightings, expected) => {
    expect(convergence(7, sightings)).toEqual(expected)
  },
)

it('O10 cities that hold and cities that do not are all of them, in whatever order they are seen', () => {
  const sighting = fc.record({
    city: fc.constantFrom('BOM', 'FRA', 'IAD'),
    isolate: fc.constantFrom('a', 'b', 'c', 'd'),
    revision: fc.nat(9),
    epoch: fc.constant('e'),
    atMs: fc.nat(),
  })
  const unique = { selector: ({ isolate, atMs }: Sighting) => `${isolate} ${atMs}` }
  fc.assert(
    fc.property(fc.uniqueArray(sighting, unique), fc.nat(9), (sightings, revision) => {
      const found = convergence(revision, sightings)
      expect(found.holding + found.pending.length).toBe(found.total)
      const other = convergence(revision, sightings.toReversed())
      expect({ ...other, pending: new Set(other.pending) }).toEqual({
        ...found,
        pending: new Set(found.pending),
      })
    }),
  )
})
