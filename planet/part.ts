/** A part of a region that runs as a process: its database or its app, and what has become of it. */
import type { Exit, RunningProcess } from './processes.ts'

/** `stopped` and `killed` were asked for; `crashed` was not. */
export type PartState = 'stopped' | 'starting' | 'running' | 'killed' | 'crashed'

export type Part = {
  readonly region: string
  readonly port: number
  state(): PartState
  pid(): number | undefined
  /** Resolves when it serves; does nothing where it runs already. */
  start(): Promise<void>
  stop(): Promise<void>
  kill(): Promise<void>
}

export type PartSpec = {
  readonly region: string
  readonly port: number
  /** Starts the process and waits until it serves. */
  readonly begin: (onExit: (exit: Exit) => void) => Promise<RunningProcess>
  readonly end: (process: RunningProcess) => Promise<void>
  readonly kill: (process: RunningProcess) => Promise<void>
  /** Called when it ends though nobody asked. */
  readonly onCrash: (exit: Exit) => void
}

export function openPart(spec: PartSpec): Part {
  let state: PartState = 'stopped'
  let running: RunningProcess | undefined
  let starting: Promise<void> | undefined

  async function begin(): Promise<void> {
    state = 'starting'
    try {
      running = await spec.begin((exit) => {
        if (state !== 'running') return
        state = 'crashed'
        running = undefined
        spec.onCrash(exit)
      })
      state = 'running'
    } catch (error) {
      state = 'crashed'
      throw error
    } finally {
      starting = undefined
    }
  }

  async function finish(how: (process: RunningProcess) => Promise<void>, next: PartState): Promise<void> {
    await starting?.catch(() => undefined)
    const ending = running
    running = undefined
    state = next
    if (ending) await how(ending)
  }

  return {
    region: spec.region,
    port: spec.port,
    state: () => state,
    pid: () => running?.pid,
    async start() {
      if (state === 'running') return
      starting ??= begin()
      await starting
    },
    stop: () => finish(spec.end, 'stopped'),
    kill: () => finish(spec.kill, 'killed'),
  }
}
