import type { Entry } from './history.ts'
import { describeFault } from './vocabulary.ts'

/** One line of how it goes, every few seconds; nothing where the stream is no terminal. */
export function openProgress(stream: NodeJS.WriteStream): { onEntry(entry: Entry): void; close(): void } {
  if (!stream.isTTY) return { onEntry() {}, close() {} }
  const startMs = performance.now()
  const faults = new Set<string>()
  let operations = 0
  let unanswered = 0
  const tell = () => {
    const seconds = Math.round((performance.now() - startMs) / 1000)
    const inForce = faults.size > 0 ? [...faults].join(', ') : 'healed'
    stream.write(
      `${seconds} s │ ${operations} operations, ${unanswered} without a definite answer │ ${inForce}\n`,
    )
  }
  const timer = setInterval(tell, TELL_EVERY_MS)
  return {
    onEntry(entry) {
      if (entry.type === 'operation') {
        operations++
        if (entry.outcome === 'unknown' || entry.outcome === 'failed-read') unanswered++
      }
      if (entry.type !== 'fault') return
      if (entry.action === 'heal') faults.clear()
      if (entry.action === 'inject' && entry.fault) faults.add(describeFault(entry.fault))
    },
    close: () => clearInterval(timer),
  }
}

const TELL_EVERY_MS = 5_000
