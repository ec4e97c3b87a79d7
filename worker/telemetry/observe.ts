/** All that watches requests, as one. */
import type { Handled, Observe } from './handled.ts'
import type { Isolate } from './isolate.ts'
import type { Report } from './report.ts'

/** One that throws is logged, and neither the request nor the others notice. */
export function createObserve(observers: readonly Observe[]): Observe {
  return (handled, context) => {
    for (const observe of observers) {
      try {
        observe(handled, context)
      } catch (error) {
        console.error(error instanceof Error ? (error.stack ?? error.message) : error)
      }
    }
  }
}

/** Counts the request, keeps its receipt, and reports where it is time to. */
export function observeIsolate(isolate: Isolate, report: Report): Observe {
  return (handled: Handled, context) => {
    isolate.handled(handled)
    const reported = report(handled.facts, handled.atMs)
    if (reported) context.waitUntil(reported)
  }
}
