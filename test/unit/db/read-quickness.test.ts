import { expect, it } from 'vitest'
import { createQuickness } from '../../../db/read-quickness.ts'

const query = (text: string) => ({ text, parameters: [] })
const [quick, other, slow] = [query('quick'), query('other'), query('slow')]
const all = () => true

function known() {
  const quickness = createQuickness()
  for (let count = 0; count < 16; count++) quickness.took([quick, other], 1)
  return quickness
}

it('B110 reads go together only where their statements have been quick in the server, time after time', () => {
  const quickness = known()
  const queue = [quick, slow, other, quick]
  expect(quickness.takeTogether(queue, all)).toEqual([quick, other, quick])
  expect(quickness.takeTogether(queue, all)).toEqual([slow])
  expect(queue).toEqual([])
  // Not beyond eight, nor where the connection does not know one.
  expect(quickness.takeTogether(Array(20).fill(quick), all)).toHaveLength(8)
  expect(quickness.takeTogether([quick, other, quick], ({ text }) => text === 'quick')).toEqual([
    quick,
    quick,
  ])
  expect(quickness.takeTogether([other, quick], ({ text }) => text === 'quick')).toEqual([other])
  // Once slow, they prove themselves anew, each for itself.
  quickness.took([quick, other], 20)
  for (let count = 0; count < 15; count++) quickness.took([quick], 0)
  expect(quickness.takeTogether([quick, quick], all)).toEqual([quick])
  quickness.took([quick], 0)
  expect(quickness.takeTogether([quick, other, quick], all)).toEqual([quick, quick])
  quickness.failed([quick])
  expect(quickness.takeTogether([quick, quick], all)).toEqual([quick])
})
