import { join } from 'node:path'
import { expect, inject, it } from 'vitest'
import { npmStart } from '../support/npm-start.ts'

it('L35 says that a planet already runs there, which, and how to start another one', async () => {
  const { port, stateDir: taken } = inject('planet')
  const newDir = join(taken, 'another')
  const samePort = npmStart('--port', String(port), '--state', newDir)
  expect(await samePort.ended()).toBe(1)
  expect(samePort.output()).toContain(
    `already running at http://localhost:${port} (pid ${process.ppid}, state folder ${taken})`,
  )
  const sameFolder = npmStart('--port', '0', '--state', taken)
  expect(await sameFolder.ended()).toBe(1)
  expect(sameFolder.output()).toContain(
    `already running on the state folder ${taken} (pid ${process.ppid}, http://localhost:${port})`,
  )
})
