/** One Postgres server: made, started, stopped, killed. */
import { chownSync, closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './command.ts'
import type { DatabaseHome } from './database-home.ts'
import { pgHbaConf, postgresqlConf, type ServerSettings } from './database-settings.ts'
import type { DatabaseUser } from './database-user.ts'
import { PlanetError } from './planet-error.ts'
import { childrenOf, identifyAll, isAlive, letRun, signal, signalAll } from './process-table.ts'
import type { Exit, Processes, RunningProcess } from './processes.ts'
import { waitFor } from './wait.ts'

/** The superuser of every server of a planet, and the one database. */
export const OWNER = 'planet_owner'
export const DATABASE = 'nearside'

export type ServerSpec = {
  readonly home: DatabaseHome
  readonly processes: Processes
  /** What people call it: `bom`. */
  readonly name: string
  readonly dataDir: string
  readonly logFile: string
  readonly settings: ServerSettings
  readonly onExit: (exit: Exit) => void
}

/** Makes a new data folder, whose owner is {@link OWNER}. */
export async function makeCluster(
  home: DatabaseHome,
  dataDir: string,
  password: string,
  abort?: AbortSignal,
): Promise<void> {
  const passwordFile = join(home.dir, 'owner.pass')
  writeOwned(passwordFile, password, home.user)
  const args = ['--pgdata', dataDir, '--username', OWNER, '--pwfile', passwordFile, '--auth', 'scram-sha-256']
  // The built-in C.UTF-8 is the same on every system, whatever locales it has.
  const locale = [
    '--encoding',
    'UTF8',
    '--locale-provider',
    'builtin',
    '--builtin-locale',
    'C.UTF-8',
    '--locale',
    'C',
  ]
  try {
    const file = join(home.binDir, 'initdb')
    const flags = ['--no-sync', '--no-instructions', ...locale]
    await run({
      file,
      args: [...args, ...flags],
      env: environment(),
      cwd: home.dir,
      user: home.user,
      signal: abort,
    })
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

/** Starts the server and waits until it takes connections, crash recovery included. */
export async function startServer(spec: ServerSpec, timeoutMs = 60_000): Promise<RunningProcess> {
  const { home, dataDir, settings, logFile, name, processes, onExit } = spec
  configureServer(home, dataDir, settings)
  writeOwned(join(dataDir, 'pg_hba.conf'), pgHbaConf(), home.user)
  const logFd = openSync(logFile, 'a', 0o600)
  let exit: Exit | undefined
  const server = await processes
    .start({
      name: `postgres ${name}`,
      command: join(home.binDir, 'postgres'),
      args: ['-D', dataDir],
      env: environment(),
      cwd: home.dir,
      ...(home.user ? { user: home.user } : {}),
      logFd,
      endWith: 'SIGINT',
      onExit: (ended) => {
        exit = ended
        onExit(ended)
      },
    })
    .finally(() => closeSync(logFd))
  const failed = (what: string) =>
    new PlanetError(`Postgres in ${name} ${what}; see ${logFile}:\n${tail(logFile)}`)
  await waitFor(
    () => {
      if (exit) throw failed('ended while starting')
      return isReady(dataDir, server.pid)
    },
    { timeoutMs, everyMs: 10, describe: () => failed(`was not ready after ${timeoutMs} ms`).message },
  )
  return server
}

/** Writes down the settings; a server that runs takes up what it can of them at the next SIGHUP. */
export function configureServer(home: DatabaseHome, dataDir: string, settings: ServerSettings): void {
  writeOwned(join(dataDir, 'postgresql.conf'), postgresqlConf(settings), home.user)
}

/** Stops it cleanly, its connections cut; by force where that takes too long. */
export async function stopServer(server: RunningProcess, timeoutMs = 10_000): Promise<void> {
  letRun(server)
  signal(server, 'SIGINT')
  const describe = () => `Postgres (pid ${server.pid}) does not stop`
  const gone = () => !isAlive(server)
  await waitFor(gone, { timeoutMs, describe }).catch(() => killServer(server))
  await server.exited
}

/** What a power cut does: the server and all its processes, at once. */
export async function killServer(server: RunningProcess): Promise<void> {
  const family = identifyAll([server.pid, ...childrenOf(server.pid)])
  signalAll(family, 'SIGKILL')
  const describe = () => `Postgres (pid ${server.pid}) survives SIGKILL`
  await waitFor(() => !family.some(isAlive), { timeoutMs: 5000, describe })
  await server.exited
}

/** Writes a file that belongs to the user of the databases and that nobody else reads. */
export function writeOwned(file: string, text: string, user: DatabaseUser | undefined): void {
  rmSync(file, { force: true })
  writeFileSync(file, text, { mode: 0o600 })
  if (user) chownSync(file, user.uid, user.gid)
}

/** The last line of `postmaster.pid` tells: https://www.postgresql.org/docs/18/storage-file-layout.html */
function isReady(dataDir: string, pid: number): boolean {
  try {
    const lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
  } catch {
    return false
  }
}

function environment(): Record<string, string> {
  return { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' }
}

function tail(logFile: string): string {
  return readFileSync(logFile, 'utf8').trim().split('\n').slice(-8).join('\n')
}
