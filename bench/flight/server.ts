import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../../db/migrate.ts'
import { seed } from '../../db/seed.ts'
import { PROJECT_DIR } from '../../planet/build/cache.ts'
import { openDatabaseHome, removeDatabaseHome } from '../../planet/database-home.ts'
import { databaseUser } from '../../planet/database-user.ts'
import { freePorts } from '../../planet/ports.ts'
import { makeCluster, OWNER, startServer, stopServer, writeOwned } from '../../planet/postgres.ts'
import { postgresBinaries } from '../../planet/postgres-binaries.ts'
import { openProcesses } from '../../planet/processes.ts'

export type BenchServer = { readonly port: number; readonly url: string }

/**
 * One Postgres of the planet's kind, with the schema and the seeded products, in a temporary folder; the stack stops it and
 * removes the folder.
 */
export async function openBenchServer(stack: AsyncDisposableStack): Promise<BenchServer> {
  const dir = mkdtempSync(join(tmpdir(), 'nearside-bench-'))
  stack.defer(() => rmSync(dir, { recursive: true, force: true }))
  const home = openDatabaseHome(dir, postgresBinaries(), databaseUser(PROJECT_DIR))
  stack.defer(() => removeDatabaseHome(dir))
  const dataDir = join(home.dir, 'bench')
  await makeCluster(home, dataDir, PASSWORD)
  writeOwned(join(dataDir, 'postgresql.auto.conf'), `max_connections = ${CONNECTIONS}\n`, home.user)
  const processes = openProcesses(dir)
  const [port = 0] = await freePorts(1)
  const server = await startServer({
    home,
    processes,
    name: 'bench',
    dataDir,
    logFile: join(dir, 'postgres.log'),
    settings: { port },
    onExit: () => {},
  })
  stack.defer(() => stopServer(server))
  const url = `postgres://${OWNER}:${PASSWORD}@127.0.0.1:${port}/postgres`
  await migrate(url)
  await seed(url)
  return { port, url }
}

/** One for each way, number of statements and distance, and those that their last turn has left but not yet ended. */
const CONNECTIONS = 400

/** Of a server on loopback that lives as long as the bench. */
const PASSWORD = 'bench'
