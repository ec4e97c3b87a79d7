/** The steps of a boot, told as they happen. */

export type BootStep = {
  readonly title: string
  /** `cancelled`: ended because the boot was given up, not by a failure of its own. */
  readonly state: 'running' | 'done' | 'failed' | 'cancelled'
  /** How long it took, once it is over. */
  readonly ms?: number
}

/** Does one piece of work under a title. */
export type RunStep = <T>(title: string, work: () => Promise<T>) => Promise<T>

/** @returns a runner that tells `onStep` when each piece begins and ends, and refuses new ones after the abort. */
export function stepRunner(onStep: (step: BootStep) => void, signal?: AbortSignal): RunStep {
  return async (title, work) => {
    signal?.throwIfAborted()
    const startMs = performance.now()
    const tell = (state: BootStep['state']) => onStep({ title, state, ms: performance.now() - startMs })
    onStep({ title, state: 'running' })
    try {
      const result = await work()
      tell('done')
      return result
    } catch (error) {
      tell(signal?.aborted ? 'cancelled' : 'failed')
      throw error
    }
  }
}
