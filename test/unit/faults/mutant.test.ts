import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { PROJECT_DIR } from '../../../planet/build/cache.ts'
import { type Mutation, makeMutant } from '../../faults/mutant.ts'
import { MUTATIONS } from '../../faults/mutations.ts'

let source: string
beforeEach(() => {
  source = mkdtempSync(join(tmpdir(), 'nearside-source-'))
  mkdirSync(join(source, 'node_modules/part'), { recursive: true })
  mkdirSync(join(source, '.planet'))
  mkdirSync(join(source, 'db'))
  writeFileSync(join(source, 'node_modules/part/index.js'), 'part')
  writeFileSync(join(source, 'db/guard.ts'), 'if (isOld) refuse()\nif (isNew) accept()\n')
})
afterEach(() => rmSync(source, { recursive: true, force: true }))

const mutation = (find: string): Mutation => ({
  name: 'no guard',
  edits: [{ file: 'db/guard.ts', find, replace: 'if (false)' }],
})

it('Q20 a mutant is the source with the guard taken out, on the same packages, and leaves nothing', () => {
  const { dir, remove } = makeMutant(source, mutation('if (isOld)'))
  expect(readFileSync(join(dir, 'db/guard.ts'), 'utf8')).toBe('if (false) refuse()\nif (isNew) accept()\n')
  expect(readFileSync(join(dir, 'node_modules/part/index.js'), 'utf8')).toBe('part')
  expect(existsSync(join(dir, '.planet'))).toBe(false)
  remove()
  expect(existsSync(dir)).toBe(false)
  expect(existsSync(join(source, 'node_modules/part/index.js'))).toBe(true)
})

it('Q21 a guard that has moved is told, not left in', () => {
  expect(() => makeMutant(source, mutation('if (isGone)'))).toThrow('stands nowhere in db/guard.ts')
  expect(() => makeMutant(source, mutation('if ('))).toThrow('stands 2 times in db/guard.ts')
})

it.each(MUTATIONS)('Q22 is where its guard stands: $name', (known) => {
  makeMutant(PROJECT_DIR, known).remove()
})
