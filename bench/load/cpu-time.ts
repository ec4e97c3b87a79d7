import { readFileSync } from 'node:fs'

/** Of `utime` and `stime` in /proc: fixed at 100 a second for every program (proc_pid_stat(5), USER_HZ). */
const MS_PER_TICK = 10

/** @returns the processor time that a process has used, in milliseconds; undefined where there is no /proc. */
export function cpuMs(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK
  } catch {
    return undefined
  }
}
