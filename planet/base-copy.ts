/** Base copies of a running primary: how a replica comes to be while everything goes on. */

import { renameSync, rmSync } from 'node:fs'
import { chown, copyFile, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatabaseHome } from './database-home.ts'
import type { DatabaseUser } from './database-user.ts'
import { type OwnServer, withOwnerSql } from './owner-sql.ts'
import { writeOwned } from './postgres.ts'
import { renewSlots } from './slots.ts'
import { abortable } from './wait.ts'

export type BaseCopy = {
  readonly home: DatabaseHome
  readonly primary: OwnServer & { readonly dataDir: string }
  /** Servers that have been stopped; what lies in their folders is replaced. */
  readonly replicas: readonly { readonly id: string; readonly dataDir: string }[]
  readonly signal: AbortSignal | undefined
}

/**
 * Makes these replicas from the running primary. The slots come first, so that it keeps all WAL since; the copies have
 * none, they stream it. https://www.postgresql.org/docs/18/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP
 */
export async function copyOnline({ home, primary, replicas, signal }: BaseCopy): Promise<void> {
  const partial = (dataDir: string) => `${dataDir}.partial`
  const work = withOwnerSql(primary, async (sql) => {
    const ids = replicas.map(({ id }) => id)
    await renewSlots(sql, ids)
    await sql`select pg_backup_start(${ids.join(' ')}, fast => true)`
    await Promise.all(
      replicas.map(({ dataDir }) => copyDataDir(primary.dataDir, partial(dataDir), home.user)),
    )
    const [stop] = await sql<{ label: string; tablespaces: string }[]>`
      select labelfile as label, spcmapfile as tablespaces from pg_backup_stop(wait_for_archive => false)`
    for (const { dataDir } of replicas) {
      writeOwned(join(partial(dataDir), 'backup_label'), stop?.label ?? '', home.user)
      writeOwned(join(partial(dataDir), 'standby.signal'), '', home.user)
    }
  })
  await abortable(work, signal)
  for (const { dataDir } of replicas) {
    rmSync(dataDir, { recursive: true, force: true })
    renameSync(partial(dataDir), dataDir)
  }
}

/** What belongs to the running server alone, or is made anew at a start. */
const LEFT_OUT =
  /^(?:postmaster\.(?:pid|opts)|(?:standby|recovery)\.signal|backup_label(?:\.old)?|pgsql_tmp.*)$/
/** Folders whose content is left out. */
const LEFT_EMPTY: readonly string[] = [
  'pg_dynshmem',
  'pg_notify',
  'pg_replslot',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]

async function copyDataDir(from: string, to: string, user: DatabaseUser | undefined): Promise<void> {
  rmSync(to, { recursive: true, force: true })
  await copyFolder(from, to, user, (name) => !LEFT_OUT.test(name) && name !== 'pg_wal')
  await copyFolder(join(from, 'pg_wal'), join(to, 'pg_wal'), user, (name) => name.endsWith('.history'))
}

async function copyFolder(
  from: string,
  to: string,
  user: DatabaseUser | undefined,
  isWanted: (name: string) => boolean,
): Promise<void> {
  await mkdir(to, { mode: 0o700 })
  if (user) await chown(to, user.uid, user.gid)
  const entries = await readdir(from, { withFileTypes: true }).catch(unlessGone)
  const copies = (entries ?? [])
    .filter(({ name }) => isWanted(name))
    .map(async (entry) => {
      const [source, target] = [join(from, entry.name), join(to, entry.name)]
      if (entry.isDirectory()) {
        const isEmpty = LEFT_EMPTY.includes(entry.name)
        return copyFolder(source, target, user, (name) => !isEmpty && !LEFT_OUT.test(name))
      }
      const isCopied = await copyFile(source, target).then(() => true, unlessGone)
      if (isCopied && user) await chown(target, user.uid, user.gid)
    })
  await Promise.all(copies)
}

/** A running server removes files; replay knows of it. */
function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
