/** Base copies of a stopped primary: how the replicas of a new planet come to be. */
import { readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './command.ts'
import type { DatabaseHome } from './database-home.ts'
import { writeOwned } from './postgres.ts'

/**
 * Makes a replica of a cleanly stopped primary, in place of what is there: a copy of its data folder is a valid
 * base copy, since nothing writes to it meanwhile.
 */
export async function makeReplica(
  home: DatabaseHome,
  primaryDir: string,
  replicaDir: string,
  signal?: AbortSignal,
): Promise<void> {
  const partial = `${replicaDir}.partial`
  for (const dir of [partial, replicaDir]) rmSync(dir, { recursive: true, force: true })
  // A child process: it keeps owners and modes, and this process stays free for its links.
  await run({
    file: 'cp',
    args: ['-Rp', primaryDir, partial],
    env: { PATH: process.env.PATH ?? '' },
    cwd: home.dir,
    signal,
  })
  // The slots are the primary's own.
  const slots = join(partial, 'pg_replslot')
  for (const name of readdirSync(slots)) rmSync(join(slots, name), { recursive: true })
  writeOwned(join(partial, 'standby.signal'), '', home.user)
  renameSync(partial, replicaDir)
}
