/** The steps of a boot on the terminal: a line for each that is over, and below it what is being done. */
import pc from 'picocolors'
import type { BootStep } from './steps.ts'

export type StepLines = {
  step(step: BootStep): void
  /** A sentence between the steps. */
  notice(text: string): void
}

/** @param columns width of the terminal, whose last line can be written again; undefined where it is none. */
export function stepLines(write: (text: string) => void, columns: number | undefined): StepLines {
  const running = new Set<string>()
  const line = (text: string) => write(`${columns ? CLEAR : ''}${text}\n`)
  const showRunning = () => {
    if (!columns || running.size === 0) return
    // A line that is wrapped could not be cleared.
    write(`${CLEAR}${pc.dim(`… ${[...running].join(', ')}`.slice(0, columns - 1))}`)
  }
  return {
    step({ title, state, ms = 0 }) {
      if (state === 'running') running.add(title)
      else running.delete(title)
      if (state === 'done') line(`${pc.green('✓')} ${title} ${pc.dim(seconds(ms))}`)
      if (state === 'failed') line(`${pc.red('✗')} ${title} ${pc.dim(seconds(ms))}`)
      if (state === 'cancelled') line(pc.dim(`– ${title}`))
      showRunning()
    },
    notice(text) {
      line(`${pc.yellow('!')} ${text}`)
      showRunning()
    },
  }
}

/** @returns `1.4 s`. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

/** Back to the start of the line, and the rest of it gone. */
const CLEAR = '\r\u001b[2K'
