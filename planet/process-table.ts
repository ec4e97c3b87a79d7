/**
 * What the operating system says about its processes: who a process is, who its children are.
 * From /proc where there is one, else from `ps`.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** One process for ever: process ids are used again, a pair of id and start time is not. */
export type ProcessIdentity = { readonly pid: number; readonly startedAt: string }

/** @returns who runs under this id now, or undefined where nobody does. A zombie counts as nobody. */
export function identify(pid: number): ProcessIdentity | undefined {
  return identifyAll([pid])[0]
}

/** @returns those of them that somebody runs under now. */
export function identifyAll(pids: readonly number[]): readonly ProcessIdentity[] {
  if (existsSync(PROC)) {
    return pids.flatMap((pid) => {
      const startedAt = startFromProc(pid)
      return startedAt ? [{ pid, startedAt }] : []
    })
  }
  return pids.length === 0 ? [] : ps('pid=,lstart=', '-p', pids.join()).flatMap(toIdentity)
}

/** @returns whether that very process, not another one under its id, still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startedAt === identity.startedAt
}

/** @returns the ids of the direct children of a process. */
export function childrenOf(pid: number): readonly number[] {
  const pairs = existsSync(PROC) ? parentsFromProc() : ps('pid=,ppid=', '-ax').map(toPair)
  return pairs.filter(([, parent]) => parent === pid).map(([child]) => child)
}

/**
 * The same at a fraction of the cost, where the system has a list for it. That list is of one thread, and whole only
 * while no child comes or goes: so for a process of one thread that has been stopped.
 */
export function childrenOfStopped(pid: number): readonly number[] {
  try {
    const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    return list.split(' ').filter(Boolean).map(Number)
  } catch {
    return childrenOf(pid)
  }
}

/** Sends a signal to that very process; one that is gone is no error. */
export function signal(identity: ProcessIdentity, name: NodeJS.Signals): void {
  signalAll([identity], name)
}

/** Sends a signal to those very processes, in that order; one that is gone is no error. */
export function signalAll(identities: readonly ProcessIdentity[], name: NodeJS.Signals): void {
  const now = new Map(identifyAll(identities.map(({ pid }) => pid)).map((each) => [each.pid, each.startedAt]))
  for (const { pid, startedAt } of identities) {
    if (now.get(pid) !== startedAt) continue
    try {
      process.kill(pid, name)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

/** Lets that very process and its children run where they have been stopped: else they heed no signal but a SIGKILL. */
export function letRun(identity: ProcessIdentity): void {
  if (isAlive(identity)) signalAll([...identifyAll(childrenOf(identity.pid)), identity], 'SIGCONT')
}

const PROC = '/proc/self/stat'

/** @returns the name of the program that a process runs, as the system tells it; undefined where there is none. */
export function programOf(pid: number): string | undefined {
  if (!existsSync(PROC)) return ps('comm=', '-p', String(pid))[0]?.split('/').at(-1)
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return undefined
  }
}

/** Ticks since boot, and the boot they count from. */
function startFromProc(pid: number): string | undefined {
  const fields = procStat(pid)
  if (!fields || fields[0] === 'Z' || fields[0] === 'X') return undefined
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[19]}`
}

function parentsFromProc(): [number, number][] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), Number(procStat(Number(name))?.[1])])
}

/** The fields of /proc/<pid>/stat from the third (state) on; the second may hold spaces and brackets. */
function procStat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

function ps(columns: string, ...selection: string[]): string[] {
  try {
    const text = execFileSync('ps', [...selection, '-o', columns], { encoding: 'utf8', stdio: 'pipe' })
    return text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
  } catch {
    return []
  }
}

function toIdentity(line: string): readonly ProcessIdentity[] {
  const [, pid, startedAt] = /^(\d+)\s+(.+)$/.exec(line) ?? []
  return startedAt ? [{ pid: Number(pid), startedAt }] : []
}

function toPair(line: string): [number, number] {
  const [pid, parent] = line.split(/\s+/)
  return [Number(pid), Number(parent)]
}
