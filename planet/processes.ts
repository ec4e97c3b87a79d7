/**
 * The child processes of one planet, written down in its state folder: after a `kill -9` of the planet the next
 * start reads who is left and ends exactly those.
 *
 * Children get a process group of their own, so that Ctrl-C in a terminal reaches the planet alone, which then
 * stops them in the right order.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from './atomic-file.ts'
import { identify, isAlive, letRun, type ProcessIdentity, signal } from './process-table.ts'
import { waitFor } from './wait.ts'

export type ProcessSpec = {
  /** What people call it: `postgres bom`. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string
  /** The user to run as, where that is not the one of the planet. */
  readonly user?: { readonly uid: number; readonly gid: number }
  /** File descriptor that takes stdout and stderr. */
  readonly logFd: number
  /** How to end it when it is found left over. */
  readonly endWith: NodeJS.Signals
  /** Called once when it ends, whoever ended it. */
  readonly onExit: (exit: Exit) => void
}

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null }
export type RunningProcess = ProcessIdentity & { readonly exited: Promise<Exit> }

/** @returns `SIGKILL` or `code 1`. */
export function describeExit({ code, signal: name }: Exit): string {
  return name ?? `code ${code}`
}

type Entry = ProcessIdentity & { readonly name: string; readonly endWith: NodeJS.Signals }

export type Processes = {
  /** @throws Error when the command can't be started. */
  start(spec: ProcessSpec): Promise<RunningProcess>
  /** Writes down a process that another part started. */
  adopt(identity: ProcessIdentity, name: string, endWith: NodeJS.Signals): void
  /** What runs now, as far as it was written down. */
  list(): readonly Entry[]
  /** Ends whatever still runs: each by its own signal, by force after `graceMs`. */
  endAll(graceMs?: number): Promise<void>
}

/** Opens the registry of a state folder. Call {@link endLeftovers} first. */
export function openProcesses(stateDir: string): Processes {
  const entries = new Map<number, Entry>()
  const save = () => writeAtomically(fileOf(stateDir), JSON.stringify([...entries.values()], undefined, 2))
  const add = (entry: Entry) => {
    entries.set(entry.pid, entry)
    save()
  }
  const live = () => [...entries.values()].filter(isAlive)
  return {
    async start(spec) {
      const child = spawnChild(spec)
      const exited = new Promise<Exit>((resolve) => {
        child.once('exit', (code, name) => resolve({ code, signal: name }))
      })
      // Written down before anything is awaited, so that a kill -9 of the planet finds it in the file.
      const identity = child.pid === undefined ? undefined : identify(child.pid)
      if (identity) add({ ...identity, name: spec.name, endWith: spec.endWith })
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve)
        child.once('error', reject)
      })
      if (!identity) throw new Error(`${spec.name} ended as soon as it was started`)
      void exited.then((exit) => {
        entries.delete(identity.pid)
        save()
        spec.onExit(exit)
      })
      return { ...identity, exited }
    },
    adopt: (identity, name, endWith) => add({ ...identity, name, endWith }),
    list: live,
    endAll: (graceMs) => end(live(), graceMs),
  }
}

/**
 * Ends what an earlier planet left running.
 * @returns the names of those it ended.
 */
export async function endLeftovers(stateDir: string, graceMs?: number): Promise<readonly string[]> {
  const left = readEntries(stateDir).filter(isAlive)
  await end(left, graceMs)
  rmSync(fileOf(stateDir), { force: true })
  return left.map(({ name }) => name)
}

/** Kills whatever a planet has running, at once: for who can't wait until it stops. */
export function killAll(stateDir: string): void {
  for (const entry of readEntries(stateDir)) {
    // A child that stays stopped would not see that its parent is dead.
    letRun(entry)
    signal(entry, 'SIGKILL')
  }
}

async function end(entries: readonly Entry[], graceMs = 5000): Promise<void> {
  const gone = () => !entries.some(isAlive)
  const describe = () => `these processes can't be ended: ${entries.filter(isAlive).map(({ pid }) => pid)}`
  for (const entry of entries) {
    letRun(entry)
    signal(entry, entry.endWith)
  }
  await waitFor(gone, { timeoutMs: graceMs, describe }).catch(async () => {
    for (const entry of entries) signal(entry, 'SIGKILL')
    await waitFor(gone, { timeoutMs: graceMs, describe })
  })
}

function spawnChild({ command, args, cwd, env, user, logFd }: ProcessSpec): ChildProcess {
  return spawn(command, args, {
    ...(cwd === undefined ? {} : { cwd }),
    ...user,
    env,
    detached: true,
    stdio: ['ignore', logFd, logFd],
  })
}

function fileOf(stateDir: string): string {
  return join(stateDir, 'processes.json')
}

function readEntries(stateDir: string): readonly Entry[] {
  try {
    return JSON.parse(readFileSync(fileOf(stateDir), 'utf8'))
  } catch {
    return []
  }
}
