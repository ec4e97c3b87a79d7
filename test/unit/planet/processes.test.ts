import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { childrenOf, identify, isAlive, signal, signalAll } from '../../../planet/process-table.ts'
import {
  endLeftovers,
  killAll,
  openProcesses,
  type ProcessSpec,
  type RunningProcess,
} from '../../../planet/processes.ts'
import { isStopped } from '../../support/stopped.ts'

let dir: string
const started: RunningProcess[] = []

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nearside-processes-'))
})

afterEach(async () => {
  for (const process of started.splice(0)) {
    signal(process, 'SIGKILL')
    await process.exited
  }
  rmSync(dir, { recursive: true })
})

/** A process that does nothing until it is ended. */
async function sleeper(spec: Partial<ProcessSpec> = {}): Promise<RunningProcess> {
  const process_ = await openProcesses(dir).start({
    name: 'sleeper',
    command: process.execPath,
    args: ['-e', 'setInterval(() => {}, 1000)'],
    env: {},
    logFd: openSync(join(dir, 'log'), 'a'),
    endWith: 'SIGTERM',
    onExit: () => undefined,
    ...spec,
  })
  started.push(process_)
  return process_
}

describe('a process', () => {
  it('L1 is known by its id and its start, so that another one under the same id is not taken for it', async () => {
    const { pid, startedAt } = await sleeper()
    expect(identify(pid)).toEqual({ pid, startedAt })
    expect(isAlive({ pid, startedAt })).toBe(true)
    expect(isAlive({ pid, startedAt: 'another time' })).toBe(false)
    expect(childrenOf(process.pid)).toContain(pid)
  })

  it('L1 that is gone is nobody', async () => {
    const gone = await sleeper()
    signal(gone, 'SIGKILL')
    await gone.exited
    expect(identify(gone.pid)).toBeUndefined()
    expect(() => signal(gone, 'SIGKILL')).not.toThrow()
  })
})

describe('what an earlier planet left running', () => {
  it('L2 is ended at the next start, each by its own signal', async () => {
    const left = await sleeper()
    expect(await endLeftovers(dir)).toEqual(['sleeper'])
    expect(await left.exited).toEqual({ code: null, signal: 'SIGTERM' })
    expect(await endLeftovers(dir)).toEqual([])
  })

  it('L2 is killed where it does not heed the signal', async () => {
    const args = ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("deaf")']
    const deaf = await sleeper({ args })
    await vi.waitFor(() => expect(readFileSync(join(dir, 'log'), 'utf8')).toContain('deaf'))
    await endLeftovers(dir, 100)
    expect(await deaf.exited).toEqual({ code: null, signal: 'SIGKILL' })
  })

  it('L2 is not a stranger that got the id of a process that is gone', async () => {
    const stranger = await sleeper()
    const entry = { name: 'old', endWith: 'SIGKILL', pid: stranger.pid, startedAt: 'long ago' }
    writeFileSync(join(dir, 'processes.json'), JSON.stringify([entry]))
    expect(await endLeftovers(dir)).toEqual([])
    expect(isAlive(stranger)).toBe(true)
  })

  it.each([
    ['ended', endLeftovers, 'SIGTERM'],
    ['killed', killAll, 'SIGKILL'],
  ] as const)(
    'L138 and stands still is let run before it is %s, and so are its children',
    async (_, end, by) => {
      const args = ['-c', 'sleep 1000 & echo there; wait']
      const left = await sleeper({ command: '/bin/sh', args, env: { PATH: process.env.PATH ?? '' } })
      const child = await vi.waitUntil(() => childrenOf(left.pid).flatMap((pid) => identify(pid) ?? [])[0])
      started.push({ ...child, exited: left.exited })
      signalAll([child, left], 'SIGSTOP')
      await vi.waitFor(() => expect([left, child].map(({ pid }) => isStopped(pid))).toEqual([true, true]))
      await end(dir)
      expect(await left.exited).toEqual({ code: null, signal: by })
      await vi.waitFor(() => expect(isStopped(child.pid)).toBe(false))
    },
  )

  it('L2 is nothing after a list that can not be read', async () => {
    writeFileSync(join(dir, 'processes.json'), '[{"pid":')
    expect(await endLeftovers(dir)).toEqual([])
  })
})
