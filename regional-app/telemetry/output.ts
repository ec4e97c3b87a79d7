import { writeSync } from 'node:fs'
import type { Lines } from './gather.ts'

type OutputOptions = {
  /** Of a pipe or socket that says when it is full; a write to a file waits for nobody. */
  readonly fd: number
  /** At the end: how long a reader that takes nothing is waited for. */
  readonly idleMs: number
  /** And any reader, at the most. */
  readonly mostMs: number
}

/**
 * Writes to a reader without waiting for it. What there is no room for stays here, in its order: so the end of the process knows
 * what is still to be written, and nothing but that holds it up.
 */
export function openOutput({ fd, idleMs, mostMs }: OutputOptions): Lines {
  const left: Buffer[] = []
  let later: NodeJS.Timeout | undefined
  let tookMs = 0
  let endingMs: number | undefined
  let endMs = Number.POSITIVE_INFINITY

  function writeOn(): void {
    clearTimeout(later)
    later = undefined
    for (let [piece] = left; piece; [piece] = left) {
      const written = tryToWrite(fd, piece)
      if (written === 'full') {
        later = setTimeout(writeOn, RETRY_MS).unref()
        return
      }
      tookMs = performance.now()
      if (written < piece.length) left[0] = piece.subarray(written)
      else left.shift()
    }
  }

  function mayWait(sinceMs: number): boolean {
    return performance.now() < Math.min(endMs, Math.max(sinceMs, tookMs) + idleMs)
  }

  return {
    write(piece) {
      left.push(Buffer.from(piece))
      if (!later) writeOn()
    },
    flushSync(mayTakeMs = mostMs) {
      const nowMs = performance.now()
      // Flushes follow each other at the end, and share its time.
      endingMs ??= nowMs
      endMs = Math.min(endMs, nowMs + mayTakeMs)
      for (writeOn(); left.length > 0 && mayWait(endingMs); writeOn()) Atomics.wait(NOBODY, 0, 0, PAUSE_MS)
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
