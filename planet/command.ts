import { spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import { basename } from 'node:path'

export type Command = {
  readonly file: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
  readonly signal?: AbortSignal | undefined
  /** Leaves the processor to whoever waits for one. */
  readonly inBackground?: boolean
}

/**
 * Runs a program to its end.
 * @returns what it wrote to stdout.
 * @throws Error with the last of its output where it fails, AbortError where the signal ended it.
 */
export async function run({ file, args, env, cwd, user, signal, inBackground }: Command): Promise<string> {
  const child = spawn(file, args, {
    env,
    cwd,
    ...user,
    ...(signal ? { signal } : {}),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // One that could not be started has no id: it tells so by itself.
  if (inBackground && child.pid !== undefined) setPriority(child.pid, NICENESS)
  let stdout = ''
  let all = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    all += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    all += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, name) => {
      if (code === 0) resolve(stdout)
      else
        reject(
          new Error(
            `${basename(file)} ${args[0] ?? ''} ended with ${code ?? name}:\n${all.trim().slice(-4000)}`,
          ),
        )
    })
  })
}

/** A third of what others get, where all want the processor: enough to be done in time. */
const NICENESS = 5
