import { execFileSync } from 'node:child_process'
import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { INFRA_DIR } from './matrix.ts'

export const PROJECT_DIR = join(INFRA_DIR, '..')

/** @returns the files of the project that git knows or would know, relative to it. */
export function projectFiles(pattern: RegExp): readonly string[] {
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: PROJECT_DIR,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => pattern.test(file) && existsSync(join(PROJECT_DIR, file)))
}

/** @returns the shell scripts: by their name or by their first line. */
export function shellScripts(): readonly string[] {
  return projectFiles(/^(\.ci|\.github|infra)\//).filter(
    (file) => file.endsWith('.sh') || (!/\.\w+$/.test(file) && isShell(file)),
  )
}

function isShell(file: string): boolean {
  const bytes = Buffer.alloc(64)
  const descriptor = openSync(join(PROJECT_DIR, file), 'r')
  readSync(descriptor, bytes)
  closeSync(descriptor)
  return /^#!.*\b(ba)?sh\b/.test(bytes.toString())
}
