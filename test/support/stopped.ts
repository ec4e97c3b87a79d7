import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** @returns whether a process stands still after a SIGSTOP; one that is gone does not. */
export function isStopped(pid: number): boolean {
  try {
    if (!existsSync('/proc/self/stat'))
      return execFileSync('ps', ['-o', 'stat=', '-p', `${pid}`], { encoding: 'utf8' }).startsWith('T')
    return /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
