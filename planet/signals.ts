const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Calls `onStop` for every Ctrl-C, SIGTERM and hang-up, with how many came so far. */
export function onStopSignal(onStop: (count: number) => void): void {
  let count = 0
  for (const name of SIGNALS) {
    process.on(name, () => {
      count += 1
      onStop(count)
    })
  }
}

/**
 * Does some work and takes back the listeners that it put on the stop signals: Miniflare's end the process at once,
 * and would leave the databases running.
 */
export function keepingSignals<T>(work: () => T): T {
  const before = SIGNALS.map((name) => new Set(process.listeners(name)))
  const result = work()
  for (const [index, name] of SIGNALS.entries()) {
    for (const listener of process.listeners(name)) {
      if (!before[index]?.has(listener)) process.off(name, listener)
    }
  }
  return result
}
