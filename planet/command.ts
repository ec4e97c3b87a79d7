import { spawn } from 'node:child_process'
import { basename } from 'node:path'

export type Command = {
  readonly file: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Runs a program to its end.
 * @returns what it wrote to stdout.
 * @throws Error with the last of its output where it fails, AbortError where the signal ended it.
 */
export async function run({ file, args, env, cwd, user, signal }: Command): Promise<string> {
  const child = spawn(file, args, {
    env,
    cwd,
    ...user,
    ...(signal ? { signal } : {}),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
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
