import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseFault } from '../../../planet/faults.ts'
import { createRandom } from '../../faults/random.ts'
import { planSchedule, type Step } from '../../faults/schedule.ts'

const GROUND = { primary: 'iad', regions: ['iad', 'bom', 'fra'], replicas: { bom: 2 } }
const SEEDS = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const plan = (seed: number) => planSchedule(createRandom(seed), GROUND, 600_000)

describe('a schedule', () => {
  it('Q23 is the same for the same seed, and lasts as long as it should', () => {
    fc.assert(
      fc.property(SEEDS, (seed) => {
        expect(plan(seed)).toEqual(plan(seed))
        expect(plan(seed).reduce((sum, { afterMs }) => sum + afterMs, 0)).toBeGreaterThanOrEqual(600_000)
        expect(plan(seed).at(-1)?.action.kind).toBe('heal')
      }),
    )
  })

  it('Q24 asks for faults that the planet knows, and moves the primary only to where it is not', () => {
    fc.assert(
      fc.property(SEEDS, (seed) => {
        let { primary } = GROUND
        for (const { action } of plan(seed)) {
          if (action.kind === 'heal') continue
          expect(parseFault(action.fault)).toMatchObject({ ok: true })
          if (action.fault.fault !== 'failover') continue
          expect(action.fault.region).not.toBe(primary)
          primary = action.fault.region
        }
      }),
    )
  })

  it('Q25 holds every kind of fault, and no round of them without a healing', () => {
    const steps = [1, 2, 3, 4].flatMap(plan)
    const kinds = new Set(steps.map(({ action }) => (action.kind === 'heal' ? 'heal' : action.fault.fault)))
    expect([...kinds].toSorted()).toEqual([
      ...['blackhole', 'crash-app', 'crash-db', 'cut', 'failover', 'heal'],
      ...['hold-replication', 'pause-replay', 'return-primary', 'slow'],
    ])
    expect(longestRound(steps)).toBeLessThanOrEqual(3)
  })
})

function longestRound(steps: readonly Step[]): number {
  let longest = 0
  let current = 0
  for (const { action } of steps) {
    current = action.kind === 'heal' ? 0 : current + 1
    longest = Math.max(longest, current)
  }
  return longest
}
