/** Waiting that something may end early. */

/** @returns once the time is over, the signal aborts or the page gets one of these events. */
export function sleep(milliseconds: number, signal: AbortSignal, wake: EventTarget): Promise<void> {
  return new Promise((resolve) => {
    const done = new AbortController()
    const end = () => {
      clearTimeout(timer)
      done.abort()
      resolve()
    }
    const timer = setTimeout(end, milliseconds)
    signal.addEventListener('abort', end, { signal: done.signal })
    wake.addEventListener('wake', end, { signal: done.signal })
    window.addEventListener('online', end, { signal: done.signal })
    if (signal.aborted) end()
  })
}

/** @returns at once where the page is in sight, else when it is again. */
export function inSight(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = new AbortController()
    const look = () => {
      if (document.hidden && !signal.aborted) return
      done.abort()
      resolve()
    }
    document.addEventListener('visibilitychange', look, { signal: done.signal })
    signal.addEventListener('abort', look, { signal: done.signal })
    look()
  })
}
