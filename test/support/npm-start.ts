import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { isAlive, type ProcessIdentity } from '../../planet/process-table.ts'
import { waitFor } from '../../planet/wait.ts'

export type Start = {
  readonly child: ChildProcess
  /** What it wrote so far, without colours. */
  output(): string
  /** Resolves when it wrote that. @throws Error with the output where it ended before. */
  wrote(text: string): Promise<void>
  /** @returns the exit code, or the signal that ended it. */
  ended(): Promise<number | string>
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<number | string>
}

/** What `npm start` runs, in a process of its own. */
export function npmStart(...args: string[]): Start {
  const child = spawn(process.execPath, ['planet/main.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += stripVTControlCharacters(text)
    })
  }
  const exit = once(child, 'close').then(([code, signal]) => code ?? signal)
  return {
    child,
    output: () => output,
    ended: () => exit,
    async wrote(text) {
      const describe = () => `"${text}" was not written:\n${output}`
      await waitFor(
        () => {
          if (output.includes(text)) return true
          if (child.exitCode !== null || child.signalCode !== null) throw new Error(describe())
          return false
        },
        { timeoutMs: 60_000, describe },
      )
    },
    end(signal) {
      child.kill(signal)
      return exit
    },
  }
}

/** The processes that a planet of this folder wrote down. */
export function processesOf(stateDir: string): readonly (ProcessIdentity & { readonly name: string })[] {
  const file = join(stateDir, 'processes.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []
}

/** @returns the names of those that still run. */
export function stillRunning(processes: ReturnType<typeof processesOf>): readonly string[] {
  return processes.filter(isAlive).map(({ name }) => name)
}
