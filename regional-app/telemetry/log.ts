import type { Logger } from 'pino'
import type { Observe } from './handled.ts'

/** One line a request, written when its answer's headers are known. What a field doesn't apply to is left out. */
export function observeLog(log: Logger): Observe {
  return ({ method, path, route, status, startedMs, endedMs, intent, receipt, trace }) => {
    const { source, replay, waitMs, wanRoundTrips } = receipt
    log.info({
      traceId: trace?.traceId,
      method,
      path,
      route,
      status,
      ms: hundredths(endedMs - startedMs),
      intent,
      data: source,
      replay,
      waitMs: waitMs > 0 ? hundredths(waitMs) : undefined,
      wanTrips: wanRoundTrips > 0 ? wanRoundTrips : undefined,
    })
  }
}

function hundredths(ms: number): number {
  return Math.round(ms * 100) / 100
}
