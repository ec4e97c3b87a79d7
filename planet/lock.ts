/** One planet per state folder: a file that names the process that holds it. */
import {
  linkSync,
  lstatSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from './atomic-file.ts'
import { PlanetError } from './planet-error.ts'
import { identify, isAlive, type ProcessIdentity } from './process-table.ts'

export type Lock = {
  /** Says where the planet answers, for whoever finds the folder taken. */
  announce(url: string): void
  release(): void
}

type LockFile = ProcessIdentity & { readonly url?: string }

/** @throws PlanetError where a running planet holds the folder. */
export function lockState(dir: string): Lock {
  const self = identify(process.pid)
  if (!self) throw new Error('this process is not in the process table')
  const file = join(dir, 'planet.lock')
  if (!take(file, self)) {
    dropStale(file, dir)
    if (!take(file, self)) throw taken(dir, read(file))
  }
  return {
    announce: (url) => writeAtomically(file, JSON.stringify({ ...self, url })),
    release: () => rmSync(file, { force: true }),
  }
}

/** @returns where the planet that runs on the folder answers; undefined where none runs, or the folder is somebody else's. */
export function planetOn(dir: string): string | undefined {
  const file = join(dir, 'planet.lock')
  if (
    !isMine(statSync(dir, { throwIfNoEntry: false })) ||
    !isMine(lstatSync(file, { throwIfNoEntry: false }))
  )
    return undefined
  const holder = read(file)
  return holder && isAlive(holder) ? holder.url : undefined
}

function isMine(found: Stats | undefined): boolean {
  return found !== undefined && !found.isSymbolicLink() && found.uid === (process.getuid?.() ?? found.uid)
}

/** A link either makes the name or fails: nobody ever sees half a file. */
function take(file: string, content: LockFile): boolean {
  const own = `${file}.${process.pid}`
  writeFileSync(own, JSON.stringify(content))
  try {
    linkSync(own, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(own, { force: true })
  }
}

/** Two starters may see the same stale lock: what is moved away is looked at again, and put back if it lives. */
function dropStale(file: string, dir: string): void {
  const found = read(file)
  if (found && isAlive(found)) throw taken(dir, found)
  const aside = `${file}.stale-${process.pid}`
  try {
    renameSync(file, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  const moved = read(aside)
  if (moved && isAlive(moved)) {
    renameSync(aside, file)
    throw taken(dir, moved)
  }
  rmSync(aside, { force: true })
}

function read(file: string): LockFile | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function taken(dir: string, holder: LockFile | undefined): PlanetError {
  const where = holder?.url ? `, ${holder.url}` : ''
  const who = holder ? ` (pid ${holder.pid}${where})` : ''
  return new PlanetError(
    `A planet is already running on the state folder ${dir}${who}.`,
    'Stop it first (Ctrl-C where it runs), or start another one with --state <folder> and --port <n>.',
  )
}
