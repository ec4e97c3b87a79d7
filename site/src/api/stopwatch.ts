/** How long the network took, without the time in which the page itself was busy. */

/** The browser writes its record just after the body's end; where it writes none, this is how long we look. */
const PATIENCE_MS = 200

/**
 * @param url the absolute URL of an answer whose body has been read.
 * @param startedMs when its request was sent, by `performance.now()`.
 * @returns milliseconds from sending until the first byte of the answer; undefined where the browser keeps no record.
 */
export function networkMs(url: string, startedMs: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => {
      const record = list
        .getEntriesByName(url)
        .filter((entry) => entry instanceof PerformanceResourceTiming)
        .find(({ startTime, responseStart }) => startTime >= startedMs - 1 && responseStart > 0)
      if (record) finish(record.responseStart - record.startTime)
    })
    const timer = setTimeout(() => finish(undefined), PATIENCE_MS)
    observer.observe({ type: 'resource', buffered: true })

    function finish(elapsedMs: number | undefined): void {
      clearTimeout(timer)
      observer.disconnect()
      resolve(elapsedMs)
    }
  })
}
