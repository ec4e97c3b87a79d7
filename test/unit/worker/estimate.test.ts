import { expect, it } from 'vitest'
import { type Learned, learn } from '../../../worker/routing/estimate.ts'
import { createRandom } from '../../faults/random.ts'

const after = (samples: readonly number[], before?: Learned) =>
  samples.reduce<Learned | undefined>((known, sampleMs, index) => learn(known, sampleMs, index), before)
const steady = after(Array(9).fill(2))

it('W361 a blip moves no estimate, however long it is', () => {
  expect(after([30_000], steady)?.rttMs).toBe(2)
  expect(after([900, 2, 900, 2, 2], steady)?.rttMs).toBe(2)
})

it('W362 three slower answers in a row are a change, and so are three faster ones', () => {
  expect(after([302, 302], steady)?.rttMs).toBe(2)
  const moved = after([302, 302, 302], steady)
  expect(moved?.rttMs).toBe(302)
  expect(after([302, 302, 2, 2, 2], moved)?.rttMs).toBe(2)
})

it('W363 on a way that jitters and stalls the estimate is within a tenth of what is usual, but for 1 in 500', () => {
  const random = createRandom(363)
  let known: Learned | undefined
  let farOff = 0
  for (let index = 0; index < 5000; index++) {
    const stallMs = random.chance(0.02) ? 300 : 0
    known = learn(known, 100 + random.between(-10, 10) + stallMs, index)
    if (index > 10 && Math.abs(known.rttMs - 100) > 10) farOff++
  }
  expect(farOff).toBeLessThan(10)
})
