import { setTimeout as delay } from 'node:timers/promises'
import { PlanetError } from './planet-error.ts'

/**
 * Asks again and again until the answer is neither undefined nor false.
 * @param describe what is being waited for, read only when the time is up.
 * @throws PlanetError when `timeoutMs` have passed, or the reason of `signal` when it aborts.
 */
export async function waitFor<T>(
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  options: { timeoutMs: number; everyMs?: number; describe: () => string; signal?: AbortSignal },
): Promise<T> {
  const deadline = performance.now() + options.timeoutMs
  for (;;) {
    options.signal?.throwIfAborted()
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (performance.now() > deadline) throw new PlanetError(options.describe())
    await delay(options.everyMs ?? 20)
  }
}

/**
 * Stops waiting for a promise that can't be told to stop, when the signal aborts; postgres.js for one may never
 * settle where its server goes away while it connects.
 */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  const done = new AbortController()
  const aborted = new Promise<never>((_, reject) => {
    const refuse = () => reject(signal.reason)
    if (signal.aborted) refuse()
    signal.addEventListener('abort', refuse, { signal: done.signal })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    done.abort()
  }
}
