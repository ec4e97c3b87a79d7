import { expect, it } from 'vitest'
import { createLineage } from '../../../db/lineage.ts'

it('D36 the newest timeline rises and never falls, tells of it, and has a history once somebody has told one', () => {
  const lineage = createLineage()
  const rises: number[] = []
  lineage.onRise((timeline) => rises.push(timeline))
  const history = (timeline: number) => ({ timeline, ancestors: [] })
  expect([lineage.highest, lineage.history]).toEqual([0, undefined])
  lineage.learn(history(1))
  lineage.saw(3)
  expect([lineage.highest, lineage.history]).toEqual([3, undefined])
  lineage.learn(history(2))
  lineage.saw(1)
  expect([lineage.highest, lineage.history]).toEqual([3, undefined])
  lineage.learn(history(3))
  expect(lineage.history).toEqual(history(3))
  expect(rises).toEqual([1, 3])
})
