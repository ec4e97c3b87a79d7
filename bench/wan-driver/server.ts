import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROJECT_DIR } from '../../planet/build/cache.ts'
import { openDatabaseHome, removeDatabaseHome } from '../../planet/database-home.ts'
import { databaseUser } from '../../planet/database-user.ts'
import { freePorts } from '../../planet/ports.ts'
import { makeCluster, OWNER, startServer, stopServer } from '../../planet/postgres.ts'
import { postgresBinaries } from '../../planet/postgres-binaries.ts'
import { openProcesses } from '../../planet/processes.ts'

export type BenchServer = { readonly port: number; readonly url: string }

/** One Postgres of the planet's kind in a temporary folder; the stack stops it and removes the folder. */
export async function openBenchServer(stack: AsyncDisposableStack): Promise<BenchServer> {
  const dir = mkdtempSync(join(tmpdir(), 'nearside-bench-'))
  stack.defer(() => rmSync(dir, { recursive: true, force: true }))
  const home = openDatabaseHome(dir, postgresBinaries(), databaseUser(PROJECT_DIR))
  stack.defer(() => removeDatabaseHome(dir))
  const dataDir = join(home.dir, 'bench')
  await makeCluster(home, dataDir, PASSWORD)
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
  return { port, url: `postgres://${OWNER}:${PASSWORD}@127.0.0.1:${port}/postgres` }
}

/** Of a server on loopback that lives as long as the bench. */
const PASSWORD = 'bench'
