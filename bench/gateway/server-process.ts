/** A program that serves until it is stopped. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { BenchError } from '../bench-error.ts'

export type ServerProcess = AsyncDisposable & {
  readonly pid: number
  /** Its file descriptor 3. */
  readonly control: Readable
  /** @throws BenchError with the last that it wrote, as soon as it has ended; settles in no other way. */
  readonly ended: Promise<never>
}

export function startServer(file: string, args: readonly string[], cwd: string): ServerProcess {
  const child = spawn(file, args, { cwd, env: {}, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
  let written = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    written = `${written}${text}`.slice(-2_000)
  })
  const ended = endOf(child).then((how) => {
    throw new BenchError(`${basename(file)} ended with ${how}:\n${written.trim()}`)
  })
  // Who waits for it is told; who does not must not be a crash.
  ended.catch(() => {})
  return {
    pid: child.pid ?? 0,
    control: child.stdio[3] as Readable,
    ended,
    async [Symbol.asyncDispose]() {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    },
  }
}

async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = await once(child, 'exit')
    return String(code ?? signal)
  } catch (error) {
    return String(error)
  }
}
