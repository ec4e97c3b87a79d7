import { expect, it, vi } from 'vitest'
import { openPart } from '../../../planet/part.ts'
import type { Exit, RunningProcess } from '../../../planet/processes.ts'

const KILLED: Exit = { code: null, signal: 'SIGKILL' }

/** A part whose processes are only promised: it counts what it is told to do. */
function fixture(begin: () => Promise<void> = async () => undefined) {
  let exit: (exit: Exit) => void = () => undefined
  const calls = { began: 0, ended: 0, killed: 0 }
  const onCrash = vi.fn()
  const part = openPart({
    region: 'bom',
    port: 1,
    async begin(onExit): Promise<RunningProcess> {
      calls.began += 1
      exit = onExit
      await begin()
      return { pid: calls.began, startedAt: '', exited: Promise.resolve(KILLED) }
    },
    async end() {
      calls.ended += 1
      exit({ code: 0, signal: null })
    },
    async kill() {
      calls.killed += 1
      exit(KILLED)
    },
    onCrash,
  })
  return { part, calls, onCrash, die: () => exit(KILLED) }
}

it('L10 a part that ends though nobody asked has crashed, is told of, and can be started again', async () => {
  const { part, onCrash, die } = fixture()
  await part.start()
  expect([part.state(), part.pid()]).toEqual(['running', 1])
  die()
  expect([part.state(), part.pid()]).toEqual(['crashed', undefined])
  expect(onCrash).toHaveBeenCalledWith(KILLED)
  await part.start()
  expect([part.state(), part.pid()]).toEqual(['running', 2])
})

it('L10 a part that was stopped or killed has not crashed', async () => {
  const { part, onCrash } = fixture()
  await part.start()
  await part.kill()
  expect(part.state()).toBe('killed')
  await part.start()
  await part.stop()
  expect(part.state()).toBe('stopped')
  expect(onCrash).not.toHaveBeenCalled()
})

it('L10 a part starts once, however often it is asked to, and is killed once', async () => {
  const { part, calls } = fixture()
  await Promise.all([part.start(), part.start()])
  await part.start()
  await part.kill()
  await part.kill()
  expect(calls).toEqual({ began: 1, ended: 0, killed: 1 })
})

it('L10 a part that is stopped while it starts is stopped all the same', async () => {
  const gate = Promise.withResolvers<void>()
  const { part, calls } = fixture(() => gate.promise)
  const starting = part.start()
  const stopping = part.stop()
  gate.resolve()
  await Promise.all([starting, stopping])
  expect([part.state(), calls.ended]).toEqual(['stopped', 1])
})

it('L10 a part that can not start has crashed, and stops in peace', async () => {
  const { part, calls } = fixture(() => Promise.reject(new Error('no such program')))
  await expect(part.start()).rejects.toThrow('no such program')
  expect(part.state()).toBe('crashed')
  await part.stop()
  expect([part.state(), calls.ended]).toEqual(['stopped', 0])
})
