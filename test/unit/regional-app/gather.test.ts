import { expect, it, vi } from 'vitest'
import { gather } from '../../../regional-app/telemetry/gather.ts'

it('D81 lines of the log go on in large pieces and in their order, none later than it may, and what is left at the end', () => {
  vi.useFakeTimers()
  try {
    const told: string[] = []
    const destination = {
      write: (piece: string) => void told.push(piece),
      flushSync: () => void told.push('end'),
    }
    const lines = gather(destination, { mostChars: 10, everyMs: 100 })
    lines.write('one\n')
    lines.write('two\n')
    expect(told).toEqual([])
    lines.write('three\n')
    expect(told).toEqual(['one\ntwo\nthree\n'])
    lines.write('four\n')
    vi.advanceTimersByTime(100)
    lines.write('five\n')
    lines.flushSync()
    lines.flushSync()
    vi.advanceTimersByTime(300)
    expect(told.slice(1)).toEqual(['four\n', 'five\n', 'end', 'end'])
  } finally {
    vi.useRealTimers()
  }
})
