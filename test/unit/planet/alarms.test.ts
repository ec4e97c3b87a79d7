import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { openAlarms } from '../../../planet/link/alarms.ts'

it('L140 alarms ring in the order of their times, none before its own, whatever the order they were set in', async () => {
  const alarms = await openAlarms()
  const startMs = performance.now()
  const afterMs = [30, 5.4, 5.1, 0, 12, -3]
  const rung = await new Promise<readonly { readonly ms: number; readonly atMs: number }[]>((resolve) => {
    const all: { ms: number; atMs: number }[] = []
    for (const ms of afterMs) {
      alarms.at(startMs + ms, () => {
        all.push({ ms, atMs: performance.now() - startMs })
        if (all.length === afterMs.length) resolve(all)
      })
    }
  })
  expect(rung.map(({ ms }) => ms)).toEqual(afterMs.toSorted((a, b) => a - b))
  for (const { ms, atMs } of rung) expect(atMs).toBeGreaterThanOrEqual(ms)
})

it('L141 an alarm that is cancelled does not ring, also where it was the next', async () => {
  const alarms = await openAlarms()
  const nowMs = performance.now()
  const cancel = alarms.at(nowMs + 4, () => rung.push('cancelled'))
  const rung: string[] = []
  const last = new Promise<void>((resolve) => alarms.at(nowMs + 12, resolve))
  alarms.at(nowMs + 8, () => rung.push('kept'))
  cancel()
  await last
  expect(rung).toEqual(['kept'])
})

it('L142 the thread of the alarms ends with the thread that opened them, also while it waits', async () => {
  const url = new URL('../../../planet/link/alarms.ts', import.meta.url).href
  const code = `import(${JSON.stringify(url)}).then(async ({ openAlarms }) => {
    (await openAlarms()).at(performance.now() + 60_000, () => undefined)
    require('node:worker_threads').parentPort.postMessage('waiting')
    setInterval(() => undefined, 60_000)
  })`
  const worker = new Worker(code, { eval: true })
  await new Promise((resolve) => worker.once('message', resolve))
  expect(await worker.terminate()).toBe(1)
})
