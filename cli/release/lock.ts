/** One `nearside release` at a time in a clone: two would edit the same file and put each other's edits back. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CliFailure } from '../exit.ts'

/** Ctrl-C ends the git that runs, and the work ends in order. */
export function withLock<T>(gitDir: string, work: () => T): T {
  const file = join(gitDir, 'nearside-release.lock')
  take(file)
  const stay = () => {}
  process.on('SIGINT', stay).on('SIGTERM', stay)
  try {
    return work()
  } finally {
    process.off('SIGINT', stay).off('SIGTERM', stay)
    rmSync(file, { force: true })
  }
}

function take(file: string): void {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new CliFailure(`Nothing was changed: ${holder(file)}`)
  }
}

function holder(file: string): string {
  const pid = Number(readFileSync(file, 'utf8'))
  return isAlive(pid)
    ? `another nearside release is at work in this clone (process ${pid}). Run it again when that has ended.`
    : `an earlier nearside release was killed in this clone. See that its release files are as they should be (git status), then remove ${file}`
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
