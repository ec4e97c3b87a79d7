import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { childrenOf } from '../../../planet/process-table.ts'
import { openStutters, type Stutters } from '../../../planet/stutter.ts'
import { isStopped } from '../../support/stopped.ts'

/** Much longer than any test here: what runs again has been let run. */
const LONG_MS = 600_000

let parents: ChildProcess[] = []
let stutters: Stutters
/** Of the process that the server in `bom` is now, if any. */
let pid: number | undefined
let elsewhere: number

beforeEach(async () => {
  parents = []
  pid = await family()
  elsewhere = await family()
  const server = (region: string, now: () => number | undefined) => ({ region, part: { pid: now } })
  stutters = openStutters([server('bom', () => pid), server('fra', () => elsewhere)])
})

afterEach(() => {
  stutters.clear()
  for (const parent of parents) {
    for (const child of childrenOf(parent.pid ?? 0)) process.kill(child, 'SIGKILL')
    parent.kill('SIGKILL')
  }
})

/** Starts a process with two children. */
async function family(): Promise<number> {
  const parent = spawn('/bin/sh', ['-c', 'sleep 1000 & sleep 1000 & echo there; wait'])
  parents.push(parent)
  await once(parent.stdout, 'data')
  return parent.pid ?? 0
}

const states = (of: number) => [of, ...childrenOf(of)].map(isStopped)
const STAND = [true, true, true]
const RUN = [false, false, false]
const slow = (ms: number, region = 'bom') => stutters.add({ fault: 'slow-db', region, ms })
const come = (expected: readonly boolean[], of = pid ?? 0) =>
  vi.waitFor(() => expect(states(of)).toEqual(expected), { timeout: 10_000, interval: 1 })

it('L137 a server that is slow stands still with all its processes and runs, in turn; those of other regions just run', async () => {
  slow(20)
  for (let turn = 0; turn < 3; turn++) {
    await come(STAND)
    expect(states(elsewhere)).toEqual(RUN)
    await come(RUN)
  }
})

it('L137 it runs when that ends, and while it rests', async () => {
  slow(LONG_MS)
  await come(STAND)
  await stutters.resting(() => come(RUN))
  await come(STAND)
  expect(stutters.faults()).toEqual([{ fault: 'slow-db', region: 'bom', ms: LONG_MS }])
  stutters.clear()
  await come(RUN)
  expect(stutters.faults()).toEqual([])
})

it('L137 it is not stopped again once that has ended', async () => {
  slow(20)
  await come(STAND)
  stutters.clear()
  await come(RUN)
  slow(20, 'fra')
  for (let turn = 0; turn < 3; turn++) {
    await come(STAND, elsewhere)
    expect(states(pid ?? 0)).toEqual(RUN)
    await come(RUN, elsewhere)
    expect(states(pid ?? 0)).toEqual(RUN)
  }
})

it('L137 what ends while it rests does not come back', async () => {
  slow(LONG_MS)
  await stutters.resting(async () => stutters.clear())
  await come(RUN)
})

it('L137 a later one of the region takes its place, and lets run what the first one had stopped', async () => {
  slow(LONG_MS)
  await come(STAND)
  slow(20)
  await come(RUN)
  await come(STAND)
  expect(stutters.faults()).toEqual([{ fault: 'slow-db', region: 'bom', ms: 20 }])
})

it('L137 a server that is started again is slow as well, one that does not run is left alone', async () => {
  const first = pid ?? 0
  slow(20)
  await come(STAND)
  pid = undefined
  await come(RUN, first)
  pid = await family()
  await come(STAND)
  expect(states(first)).toEqual(RUN)
})
