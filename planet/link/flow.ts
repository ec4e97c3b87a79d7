import type { Socket } from 'node:net'
import { resetNow } from '../reset.ts'
import type { Alarms } from './alarms.ts'
import { delayLine } from './delay-line.ts'

/** What travels in one direction of a connection. `open` is the SYN, `fin` the half-close. */
export type Item = Buffer | 'open' | 'fin' | 'reset'

/** One direction of a connection: from a source socket, over the distance, into a sink. */
export type Flow = {
  send(item: Item): void
  /** Loses what is on the way. @returns whether anything was. */
  clear(): boolean
}

export type FlowOptions = {
  readonly source: Socket
  readonly sink: Socket
  /** What `open` does at the far end. */
  readonly open: () => void
  /** One-way delay in milliseconds of what leaves now. */
  readonly delayMs: () => number
  /** No byte leaves before this time, on the clock of `performance.now()`. */
  readonly notBeforeMs: number
  readonly alarms: Alarms
}

/** Backpressure: the source is read only while fewer bytes than {@link WINDOW_BYTES} are under way. */
export function openFlow({ source, sink, open, delayMs, notBeforeMs, alarms }: FlowOptions): Flow {
  let underWayBytes = 0
  let ending = false
  const line = delayLine<Item>(deliver, alarms)

  function deliver(item: Item): void {
    if (item === 'open') open()
    else if (item === 'reset') resetNow(sink)
    else if (item === 'fin') end()
    else if (sink.destroyed) settle(item.length)
    else sink.write(item, () => flushed(item.length))
  }

  /** Only what is flushed is half-closed: until then a reset can still overtake it. */
  function end(): void {
    ending = true
    if (sink.writableLength === 0) sink.end()
  }

  function flushed(bytes: number): void {
    settle(bytes)
    if (ending && !sink.destroyed && sink.writableLength === 0) sink.end()
  }

  function settle(bytes: number): void {
    underWayBytes -= bytes
    if (underWayBytes < WINDOW_BYTES / 2 && source.isPaused()) source.resume()
  }

  return {
    send(item) {
      const nowMs = performance.now()
      if (!Buffer.isBuffer(item)) return line.push(item, nowMs + delayMs())
      underWayBytes += item.length
      if (underWayBytes >= WINDOW_BYTES) source.pause()
      line.push(item, Math.max(nowMs, notBeforeMs) + delayMs())
    },
    clear() {
      const lost = line.clear()
      settle(lost.reduce((sum, item) => sum + (Buffer.isBuffer(item) ? item.length : 0), 0))
      return lost.length > 0
    },
  }
}

/** Enough for 35 MB/s over the longest one-way delay of the table. */
const WINDOW_BYTES = 4 * 1024 * 1024
