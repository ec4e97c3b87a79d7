/** Blocks of requests -> their tallies, on all processors; whichever thread takes a block, its tally is the same. */
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { World } from './scene.ts'
import type { Block, Tally } from './simulate.ts'

export type Order = { readonly name: string; readonly world: World; readonly block: Block }

export type Fleet = {
  readonly threads: number
  /** @returns the tallies in the order of the orders. */
  run(orders: readonly Order[], onDone: () => void): Promise<readonly Tally[]>
  close(): Promise<void>
}

export function startFleet(signal: AbortSignal, threads = availableParallelism()): Fleet {
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL('./fleet-thread.ts', import.meta.url)),
  )
  return {
    threads,
    async run(orders, onDone) {
      const tallies: Tally[] = []
      let next = 0
      const work = async (worker: Worker) => {
        while (next < orders.length) {
          signal.throwIfAborted()
          const index = next++
          worker.postMessage(orders[index])
          tallies[index] = (await once(worker, 'message', { signal }))[0]
          onDone()
        }
      }
      await Promise.all(workers.map(work))
      return tallies
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}
