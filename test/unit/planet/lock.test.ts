import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { lockState } from '../../../planet/lock.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nearside-lock-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

it('L3 a state folder belongs to one planet at a time, and the second is told which', () => {
  const lock = lockState(dir)
  lock.announce('http://localhost:8787')
  expect(() => lockState(dir)).toThrow(
    `already running on the state folder ${dir} (pid ${process.pid}, http://localhost:8787)`,
  )
  lock.release()
  lockState(dir).release()
})

it.each([
  ['of a process that is gone', JSON.stringify({ pid: process.pid, startedAt: 'before it started' })],
  ['that can not be read', '{'],
])('L3 a lock %s is taken over', (_, content) => {
  writeFileSync(join(dir, 'planet.lock'), content)
  lockState(dir)
  expect(() => lockState(dir)).toThrow('already running')
})
