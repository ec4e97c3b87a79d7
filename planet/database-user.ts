/** Postgres refuses to run as root: a planet of root's gives its databases to somebody else. */
import { realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

export type DatabaseUser = { readonly uid: number; readonly gid: number }

/** @returns the user of the databases, or undefined where that is the user of this process. */
export function databaseUser(projectDir: string): DatabaseUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const { uid, gid } = statSync(projectDir)
  return uid === 0 ? NOBODY : { uid, gid }
}

/** @returns whether the user may read this file or folder, all folders above it included. */
export function canReach(path: string, user: DatabaseUser): boolean {
  const real = realpathSync(path)
  const target = statSync(real)
  return (
    allows(real, user, target.isDirectory() ? 0o5 : 0o4) &&
    foldersAbove(real).every((dir) => allows(dir, user, 0o1))
  )
}

/** @returns whether the user may go through this folder, all folders above it included. */
export function canTraverse(dir: string, user: DatabaseUser): boolean {
  const real = realpathSync(dir)
  return [real, ...foldersAbove(real)].every((each) => allows(each, user, 0o1))
}

/** `nobody` of Debian and most others. */
const NOBODY: DatabaseUser = { uid: 65_534, gid: 65_534 }

function allows(path: string, user: DatabaseUser, wanted: number): boolean {
  const { uid, gid, mode } = statSync(path)
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0
  return ((mode >> shift) & wanted) === wanted
}

function foldersAbove(path: string): string[] {
  const above = dirname(path)
  return above === path ? [] : [above, ...foldersAbove(above)]
}
