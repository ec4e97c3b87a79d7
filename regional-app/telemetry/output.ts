import { writeSync } from 'node:fs'
import type { Lines } from './gather.ts'

type OutputOptions = {
  /** `process.stdout`, or what has its descriptor and never waits. */
  readonly stream: { readonly fd: number }
  /** What is kept for a reader that takes less than there is. */
  readonly mostBytes: number
  /** The line that stands in the place of what was dropped beyond that. */
  readonly lineOfDropped: (bytes: number) => string
  /** At the end: how long a reader that takes nothing is waited for. */
  readonly idleMs: number
  /** And any reader, at the most. */
  readonly mostMs: number
}

/**
 * Writes to a reader without waiting for it. What there is no room for stays here, in its order: so the end of the process knows
 * what is still to be written, and nothing but that holds it up. Beyond `mostBytes` new pieces are dropped, each as a whole.
 */
export function openOutput(options: OutputOptions): Lines {
  const { stream, mostBytes, lineOfDropped, idleMs, mostMs } = options
  // To read `process.stdout` has made a pipe non-blocking: a full one is EAGAIN now, and not a wait. A file waits for nobody.
  const { fd } = stream
  const left: Buffer[] = []
  let leftBytes = 0
  let droppedBytes = 0
  let later: NodeJS.Timeout | undefined
  let lastProgressMs = 0
  let flushStartedMs: number | undefined
  let deadlineMs = Number.POSITIVE_INFINITY

  function add(piece: Buffer): void {
    left.push(piece)
    leftBytes += piece.length
  }

  function tellOfDropped(): void {
    if (droppedBytes === 0) return
    add(Buffer.from(lineOfDropped(droppedBytes)))
    droppedBytes = 0
  }

  function writeOn(): void {
    clearTimeout(later)
    later = undefined
    for (let [piece] = left; piece; [piece] = left) {
      const written = tryToWrite(fd, piece)
      if (written === 'full') {
        later = setTimeout(writeOn, RETRY_MS).unref()
        return
      }
      lastProgressMs = performance.now()
      leftBytes -= written
      if (written < piece.length) left[0] = piece.subarray(written)
      else left.shift()
      if (left.length === 0) tellOfDropped()
    }
  }

  return {
    write(piece) {
      const bytes = Buffer.from(piece)
      if (leftBytes + bytes.length > mostBytes) {
        droppedBytes += bytes.length
        return
      }
      tellOfDropped()
      add(bytes)
      if (!later) writeOn()
    },
    flushSync(mayTakeMs = mostMs) {
      const nowMs = performance.now()
      // Flushes follow each other at the end, and share its time.
      flushStartedMs ??= nowMs
      deadlineMs = Math.min(deadlineMs, nowMs + mayTakeMs)
      tellOfDropped()
      for (writeOn(); left.length > 0; writeOn()) {
        const idleAtMs = Math.max(flushStartedMs, lastProgressMs) + idleMs
        if (performance.now() >= Math.min(deadlineMs, idleAtMs)) return
        Atomics.wait(NOBODY, 0, 0, PAUSE_MS)
      }
    },
  }
}

/** While the region serves. */
const RETRY_MS = 10
/** While it ends. */
const PAUSE_MS = 1
/** Waited for and never woken. */
const NOBODY = new Int32Array(new SharedArrayBuffer(4))

/** @returns how many bytes need no further care. */
function tryToWrite(fd: number, piece: Buffer): number | 'full' {
  try {
    return writeSync(fd, piece)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 'full'
    // The reader has gone, or the disk is full: a region serves without its log, too.
    return piece.length
  }
}
