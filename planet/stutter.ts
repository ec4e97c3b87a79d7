/**
 * Makes database servers slow: they are stopped and let run in turn, so that each answer comes up to so much later,
 * while the network is as it was.
 */
import type { Fault } from './faults.ts'
import type { Part } from './part.ts'
import { childrenOfStopped, identifyAll, type ProcessIdentity, signalAll } from './process-table.ts'

export type SlowDb = Extract<Fault, { fault: 'slow-db' }>

export type Stutters = {
  faults(): readonly SlowDb[]
  /** Takes the place of the one that the region has. */
  add(fault: SlowDb): void
  clear(): void
  /** All servers run while that work goes on: what the planet itself does to them is not made slow. */
  resting<T>(work: () => Promise<T>): Promise<T>
}

/** @param servers all of the planet; one that does not run is left alone. */
export function openStutters(
  servers: readonly { readonly region: string; readonly part: Pick<Part, 'pid'> }[],
): Stutters {
  const inForce = new Map<string, SlowDb>()
  const ends = new Map<string, () => void>()
  const rest = (region: string) => {
    ends.get(region)?.()
    ends.delete(region)
  }
  const begin = ({ region, ms }: SlowDb) => {
    rest(region)
    const there = servers.filter((server) => server.region === region)
    const pids = () => there.flatMap(({ part }) => part.pid() ?? [])
    ends.set(region, stutter(pids, ms))
  }
  return {
    faults: () => [...inForce.values()],
    add(fault) {
      begin(fault)
      // Told of in the order of their coming.
      inForce.delete(fault.region)
      inForce.set(fault.region, fault)
    },
    clear() {
      inForce.clear()
      for (const region of [...ends.keys()]) rest(region)
    },
    async resting(work) {
      for (const region of [...ends.keys()]) rest(region)
      try {
        return await work()
      } finally {
        for (const fault of inForce.values()) begin(fault)
      }
    },
  }
}

/** Between two stops: enough for what has come in meanwhile, on a busy machine, too. */
const RUN_MS = 20

/** @returns how to end it; then all of them run. */
function stutter(pids: () => readonly number[], stopMs: number): () => void {
  let stopped: readonly ProcessIdentity[] = []
  let timer: NodeJS.Timeout | undefined
  const stop = () => {
    stopped = stopFamilies(pids())
    timer = setTimeout(run, stopMs).unref()
  }
  const letRun = () => signalAll(stopped, 'SIGCONT')
  const run = () => {
    letRun()
    timer = setTimeout(stop, RUN_MS).unref()
  }
  stop()
  return () => {
    clearTimeout(timer)
    letRun()
  }
}

/** The parents first: they make no child then, and none that ends gives its id to somebody else. */
function stopFamilies(pids: readonly number[]): readonly ProcessIdentity[] {
  const parents = identifyAll(pids)
  signalAll(parents, 'SIGSTOP')
  const children = identifyAll(parents.flatMap(({ pid }) => childrenOfStopped(pid)))
  signalAll(children, 'SIGSTOP')
  return [...children, ...parents]
}
