/**
 * Where the databases live: in the state folder, or, where their user can't get there (a planet of root's in
 * /root or in a private temporary folder), in a folder of their own among the system's temporary ones.
 */
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { writeAtomically } from './atomic-file.ts'
import { canReach, canTraverse, type DatabaseUser } from './database-user.ts'
import { PlanetError } from './planet-error.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'

export type DatabaseHome = {
  readonly dir: string
  /** Folder of `initdb` and `postgres`. */
  readonly binDir: string
  /** The user that runs them, where that is not the one of the planet. */
  readonly user: DatabaseUser | undefined
  /** Whether it lies outside the state folder. */
  readonly elsewhere: boolean
}

/** @param stateDir absolute path of the state folder. */
export function openDatabaseHome(
  stateDir: string,
  binaries: PostgresBinaries,
  user: DatabaseUser | undefined,
): DatabaseHome {
  const elsewhere = user !== undefined && !canTraverse(stateDir, user)
  const dir = elsewhere
    ? (recordedHome(stateDir) ?? temporaryHome(stateDir, user))
    : join(stateDir, 'databases')
  makePrivate(dir, user)
  if (elsewhere) writeAtomically(recordOf(stateDir), JSON.stringify({ dir }))
  return { dir, binDir: join(reachableBinaries(dir, binaries, user), 'bin'), user, elsewhere }
}

/** Removes what {@link openDatabaseHome} keeps outside the state folder. */
export function removeDatabaseHome(stateDir: string): void {
  const dir = recordedHome(stateDir)
  if (dir) rmSync(dir, { recursive: true, force: true })
  rmSync(recordOf(stateDir), { force: true })
}

function recordOf(stateDir: string): string {
  return join(stateDir, 'databases-elsewhere.json')
}

function recordedHome(stateDir: string): string | undefined {
  if (!existsSync(recordOf(stateDir))) return undefined
  const { dir } = JSON.parse(readFileSync(recordOf(stateDir), 'utf8')) as { dir: string }
  return basename(dir) === nameFor(stateDir) && existsSync(dir) ? dir : undefined
}

function temporaryHome(stateDir: string, user: DatabaseUser): string {
  const parent = [tmpdir(), '/tmp', '/var/tmp'].find((dir) => existsSync(dir) && canTraverse(dir, user))
  if (parent) return join(parent, nameFor(stateDir))
  throw new PlanetError(
    `Postgres does not run as root, and the user ${user.uid} can reach neither ${stateDir} nor a temporary folder.`,
    'Run the planet as another user, or set TMPDIR to a folder that everybody may enter.',
  )
}

function nameFor(stateDir: string): string {
  return `nearside-${createHash('sha256').update(stateDir).digest('hex').slice(0, 16)}`
}

/** In a folder that everybody writes to, the name may be taken by somebody's trap: only our own folder will do. */
function makePrivate(dir: string, user: DatabaseUser | undefined): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const found = lstatSync(dir)
  const owners = [process.getuid?.(), user?.uid]
  if (!found.isDirectory() || !owners.includes(found.uid)) {
    throw new PlanetError(
      `${dir} belongs to somebody else (user ${found.uid}).`,
      'Remove it, or set TMPDIR to another folder.',
    )
  }
  if (user) chownSync(dir, user.uid, user.gid)
  chmodSync(dir, 0o700)
}

/** @returns the folder of the binaries themselves, or of a copy that the user can read. */
function reachableBinaries(
  homeDir: string,
  { nativeDir, version }: PostgresBinaries,
  user: DatabaseUser | undefined,
): string {
  const proofs = ['bin/postgres', 'share/postgresql/postgres.bki'].map((file) => join(nativeDir, file))
  if (!user || proofs.every((file) => canReach(file, user))) return nativeDir
  const copy = join(homeDir, `postgres-${version}`)
  if (existsSync(copy)) return copy
  const partial = `${copy}.partial`
  rmSync(partial, { recursive: true, force: true })
  cpSync(nativeDir, partial, { recursive: true, verbatimSymlinks: true })
  giveTo(partial, user)
  renameSync(partial, copy)
  return copy
}

/** Hands a whole tree to the user. */
export function giveTo(path: string, user: DatabaseUser): void {
  const found = lstatSync(path)
  if (found.isSymbolicLink()) return
  chownSync(path, user.uid, user.gid)
  if (found.isDirectory()) for (const name of readdirSync(path)) giveTo(join(path, name), user)
}
