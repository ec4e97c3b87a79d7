import { readFileSync } from 'node:fs'
import { childrenOf } from '../../planet/process-table.ts'
import { cpuMs } from '../load/cpu-time.ts'

/**
 * @returns the processor time of a database server, in milliseconds: its own, that of its sessions, and that of the
 * sessions that have ended; undefined where there is no /proc.
 */
export function familyCpuMs(pid: number): number | undefined {
  const own = cpuMs(pid)
  const ended = endedChildrenMs(pid)
  if (own === undefined || ended === undefined) return undefined
  return childrenOf(pid).reduce((sum, child) => sum + (cpuMs(child) ?? 0), own + ended)
}

/** `cutime` and `cstime`, in ticks as bench/load/cpu-time.ts has them (proc_pid_stat(5)). */
function endedChildrenMs(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[13]) + Number(fields[14])) * 10
  } catch {
    return undefined
  }
}
