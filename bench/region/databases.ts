/** A primary and its replica with the shop's schema and seed, of the planet's kind, without distance in between. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROJECT_DIR } from '../../planet/build/cache.ts'
import { openDatabaseHome, removeDatabaseHome } from '../../planet/database-home.ts'
import { primaryConninfo, type ServerSettings } from '../../planet/database-settings.ts'
import { databaseUrl, LOGINS } from '../../planet/database-urls.ts'
import { databaseUser } from '../../planet/database-user.ts'
import { freePorts } from '../../planet/ports.ts'
import { makeCluster, startServer, stopServer, writeOwned } from '../../planet/postgres.ts'
import { postgresBinaries } from '../../planet/postgres-binaries.ts'
import { setUpPrimary } from '../../planet/primary-setup.ts'
import { openProcesses } from '../../planet/processes.ts'
import { makeReplica } from '../../planet/replica.ts'

export type Database = {
  /** Of a login with the rights that a region's app has there. */
  readonly url: string
  /** The server; its connections are children of it. */
  readonly pid: number
}

/** `read` is the replica, `write` the primary. */
export type Databases = { readonly read: Database; readonly write: Database }

/** @param stack stops them and removes their folder. */
export async function openDatabases(stack: AsyncDisposableStack, abort: AbortSignal): Promise<Databases> {
  const dir = mkdtempSync(join(tmpdir(), 'nearside-bench-'))
  stack.defer(() => rmSync(dir, { recursive: true, force: true }))
  const home = openDatabaseHome(dir, postgresBinaries(), databaseUser(PROJECT_DIR))
  stack.defer(() => removeDatabaseHome(dir))
  const processes = openProcesses(dir)
  const [primaryPort = 0, replicaPort = 0] = await freePorts(2)
  const passwords = { owner: word(), read: word(), write: word(), replication: word() }
  const start = (name: string, settings: ServerSettings) =>
    startServer({
      ...{ home, processes, name, settings },
      dataDir: join(home.dir, name),
      logFile: join(dir, `${name}.log`),
      onExit: () => {},
    })

  await makeCluster(home, join(home.dir, 'primary'), passwords.owner, abort)
  const empty = await start('primary', { port: primaryPort })
  await setUpPrimary({ port: primaryPort, passwords }, [SLOT]).finally(() => stopServer(empty))
  await makeReplica(home, join(home.dir, 'primary'), join(home.dir, 'replica'), abort)

  const passfile = join(home.dir, 'replication.pass')
  writeOwned(passfile, `*:*:*:${LOGINS.replication}:${passwords.replication}\n`, home.user)
  const conninfo = primaryConninfo({ port: primaryPort, user: LOGINS.replication, passfile, name: SLOT })
  const primary = await start('primary', { port: primaryPort })
  stack.defer(() => stopServer(primary))
  const replica = await start('replica', {
    port: replicaPort,
    replica: { primaryConninfo: conninfo, slot: SLOT },
  })
  stack.defer(() => stopServer(replica))
  return {
    read: { url: databaseUrl('read', passwords, replicaPort), pid: replica.pid },
    write: { url: databaseUrl('write', passwords, primaryPort), pid: primary.pid },
  }
}

const SLOT = 'replica'

function word(): string {
  return randomBytes(16).toString('base64url')
}
