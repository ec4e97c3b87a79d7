/** What the thread of the alarms and the one that sets them share. */

/** @returns the monotonic clock that all threads have in common; `performance.now()` starts anew in each. */
export function nowNs(): bigint {
  return process.hrtime.bigint()
}

export const MS_PER_NS = 1e-6

/** Where the time of the next alarm stands, in nanoseconds of {@link nowNs}. */
export const NEXT = 0
/** What stands there when there is none. */
export const NONE = -1n

/** Where the number stands that changes with every new time. */
export const TURN = 0

export type AlarmClock = {
  readonly next: BigInt64Array<SharedArrayBuffer>
  readonly turn: Int32Array<SharedArrayBuffer>
}

export function alarmClock(): AlarmClock {
  return {
    next: new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT)).fill(NONE),
    turn: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
  }
}
