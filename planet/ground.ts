/** What a planet stands on: its folder and lock, nothing left of an earlier one, a place for the databases. */
import { existsSync } from 'node:fs'
import { PROJECT_DIR } from './build/cache.ts'
import { type DatabaseHome, openDatabaseHome, removeDatabaseHome } from './database-home.ts'
import { databaseUser } from './database-user.ts'
import { type Lock, lockState } from './lock.ts'
import { assertPortFree } from './port-check.ts'
import { postgresBinaries } from './postgres-binaries.ts'
import { endLeftovers, openProcesses, type Processes } from './processes.ts'
import { dropEmptyStateDir, dropState, makeStateDir, openState, type PlanetState } from './state.ts'

export type Ground = {
  readonly lock: Lock
  readonly state: PlanetState
  readonly processes: Processes
  readonly home: DatabaseHome
}

export type GroundOptions = {
  readonly stateDir: string
  /** Of the front. */
  readonly port: number
  readonly fresh: boolean
  readonly onNotice: (notice: string) => void
}

/** @throws PlanetError where a planet already runs here, the port is taken, or Postgres can't run on this machine. */
export async function openGround(o: GroundOptions, stack: AsyncDisposableStack): Promise<Ground> {
  const binaries = postgresBinaries()
  const isNew = !existsSync(o.stateDir)
  const dir = makeStateDir(o.stateDir)
  // A start that is refused leaves nothing behind.
  if (isNew) stack.defer(() => dropEmptyStateDir(dir))
  const lock = lockState(dir)
  stack.defer(() => lock.release())
  const ended = await endLeftovers(dir)
  if (ended.length > 0) o.onNotice(`Ended what an earlier planet left running: ${ended.join(', ')}.`)
  await assertPortFree(o.port)
  if (o.fresh) {
    removeDatabaseHome(dir)
    dropState(dir)
  }
  const state = openState(dir)
  const home = openDatabaseHome(dir, binaries, databaseUser(PROJECT_DIR))
  if (home.elsewhere) {
    o.onNotice(`Postgres does not run as root, and its user can't enter ${dir}: the data is in ${home.dir}.`)
  }
  const processes = openProcesses(dir)
  stack.defer(() => processes.endAll())
  return { lock, state, processes, home }
}
