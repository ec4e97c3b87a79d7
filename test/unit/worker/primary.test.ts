import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Standing } from '../../../protocol/position.ts'
import { isDeposed, primaryOf } from '../../../worker/routing/primary.ts'
import { config } from './fixtures.ts'

type Said = readonly [role: Standing['role'], timeline: number, seenMs?: number]

const standing = ([role, timeline]: Said): Standing => ({ role, position: { timeline, lsn: 1n }, ageMs: 0 })
const primary = (said: Record<string, Said>) =>
  primaryOf(
    config(),
    new Map(Object.entries(said).map(([id, of]) => [id, { standing: standing(of), seenMs: of[2] ?? 0 }])),
  )

it.each([
  ["the config's, until a region says it", {}, 'iad'],
  ["the config's, while all say that they are replicas", { iad: ['replica', 1], bom: ['replica', 1] }, 'iad'],
  ['the one that says so', { iad: ['replica', 2], bom: ['primary', 2] }, 'bom'],
  ['of two, that on the higher timeline', { iad: ['primary', 1, 9], bom: ['primary', 2, 1] }, 'bom'],
  ['on one timeline, that which said so last', { iad: ['primary', 2, 1], bom: ['primary', 2, 9] }, 'bom'],
  ['one that the config does not name is none', { xyz: ['primary', 9] }, 'iad'],
] as const)('W100 the primary is %s', (_, said, expected) => {
  expect(primary(said)).toBe(expected)
})

it('W101 whatever the regions say, no primary on a lower timeline takes the title', () => {
  const said = fc.tuple(fc.constantFrom('primary' as const, 'replica' as const), fc.nat(5), fc.nat(9))
  fc.assert(
    fc.property(fc.record({ iad: said, bom: said, fra: said }, { requiredKeys: [] }), (all) => {
      const found = primary(all as Record<string, Said>)
      const claims = Object.values(all).filter(([role]) => role === 'primary')
      const highest = Math.max(...claims.map(([, timeline]) => timeline))
      if (claims.length === 0) expect(found).toBe('iad')
      else expect(all[found as 'iad']?.slice(0, 2)).toEqual(['primary', highest])
      for (const of of Object.values(all)) {
        expect(isDeposed(standing(of), 5)).toBe(of[0] === 'primary' && of[1] < 5)
      }
    }),
  )
})
