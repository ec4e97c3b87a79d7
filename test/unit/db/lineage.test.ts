import { expect, it } from 'vitest'
import { createLineage } from '../../../db/lineage.ts'

const identity = (epoch: number, timeline: number) => ({ epoch, history: { timeline, ancestors: [] } })

it('D36 the newest timeline rises and never falls, tells of it, and has a history once somebody has told one', () => {
  const lineage = createLineage()
  const rises: number[] = []
  lineage.onRise((timeline) => rises.push(timeline))
  expect([lineage.highest, lineage.history]).toEqual([0, undefined])
  lineage.learn(identity(7, 1))
  lineage.saw(3)
  expect([lineage.highest, lineage.history]).toEqual([3, undefined])
  lineage.learn(identity(7, 2))
  lineage.saw(1)
  expect([lineage.highest, lineage.history]).toEqual([3, undefined])
  lineage.learn(identity(7, 3))
  expect(lineage.history).toEqual(identity(7, 3).history)
  expect(rises).toEqual([1, 3])
})

it("D60 the first of a region's own servers settles which database it is, and no timeline of another one counts", () => {
  const lineage = createLineage()
  const rises: number[] = []
  lineage.onRise((timeline) => rises.push(timeline))
  // A primary answers before the region's own server does, and is of another database.
  lineage.learn(identity(8, 5))
  expect([lineage.epoch, lineage.highest, lineage.isOther(7)]).toEqual([8, 5, true])
  lineage.learn(identity(7, 2), 'own server')
  expect([lineage.epoch, lineage.highest, lineage.history]).toEqual([7, 2, identity(7, 2).history])
  expect([lineage.isOther(7), lineage.isOther(8)]).toEqual([false, true])
  // Who holds a connection to the other one hears of it, though the timeline has fallen.
  expect(rises).toEqual([5, 2])
  lineage.learn(identity(8, 9))
  lineage.learn(identity(8, 9), 'own server')
  expect([lineage.epoch, lineage.highest]).toEqual([7, 2])
})
