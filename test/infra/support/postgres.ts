/** A Postgres server of one's own, of the planet's binaries: one primary, no distance. */
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres, { type Sql } from 'postgres'
import { openDatabaseHome, removeDatabaseHome } from '../../../planet/database-home.ts'
import { databaseUser } from '../../../planet/database-user.ts'
import { freePorts } from '../../../planet/ports.ts'
import { makeCluster, OWNER, startServer, stopServer } from '../../../planet/postgres.ts'
import { postgresBinaries } from '../../../planet/postgres-binaries.ts'
import { openProcesses } from '../../../planet/processes.ts'
import type { Certificate } from './certificates.ts'

const PROJECT_DIR = join(import.meta.dirname, '../../..')
const PASSWORD = 'only-for-this-test'

export type TestServer = {
  readonly port: number
  readonly superuserUrl: string
  /** Of the superuser, in the database that every server has. */
  readonly superuser: Sql
  /** Of the superuser in another database: ended with the server. */
  superuserIn(database: string): Sql
  /** Makes a database, and the login that owns it and may do nothing else. */
  createOwned(database: string, owner: string): Promise<void>
  /** Makes a login in a group role, as CloudNativePG and compose do. */
  createLogin(name: string, group: string): Promise<void>
  /** @returns the URL of a login that this server has, with the password that they all have here. */
  url(login: string, database: string, query?: string, host?: string): string
  /** Takes TLS connections beside others, or no longer. */
  setTls(certificate: Certificate | undefined): Promise<void>
  close(): Promise<void>
}

export async function openServer(): Promise<TestServer> {
  const stateDir = mkdtempSync(join(tmpdir(), 'nearside-infra-'))
  const home = openDatabaseHome(stateDir, postgresBinaries(), databaseUser(PROJECT_DIR))
  const [port = 0] = await freePorts(1)
  const dataDir = join(home.dir, 'data')
  await makeCluster(home, dataDir, PASSWORD)
  mkdirSync(join(stateDir, 'logs'))
  const server = await startServer({
    ...{ home, dataDir, settings: { port }, name: 'a test', onExit: () => {} },
    processes: openProcesses(stateDir),
    logFile: join(stateDir, 'logs/postgres.log'),
  })
  const url = (login: string, database: string, query = '', host = '127.0.0.1') =>
    `postgres://${login}:${PASSWORD}@${host}:${port}/${database}${query}`
  const open: Sql[] = []
  const superuserIn = (database: string) => {
    const sql = postgres(url(OWNER, database), { max: 1, onnotice: () => {} })
    open.push(sql)
    return sql
  }
  const superuser = superuserIn('postgres')

  function writeSecret(name: string, text: string): string {
    const file = join(dataDir, name)
    writeFileSync(file, text, { mode: 0o600 })
    if (home.user) chownSync(file, home.user.uid, home.user.gid)
    return file
  }

  return {
    port,
    superuserUrl: url(OWNER, 'postgres'),
    superuser,
    superuserIn,
    url,
    async createOwned(database, owner) {
      await superuser.unsafe(`create role ${owner} login password '${PASSWORD}'`)
      await superuser.unsafe(`create database ${database} owner ${owner}`)
    },
    async createLogin(name, group) {
      await superuser.unsafe(`create role ${name} login password '${PASSWORD}' in role ${group}`)
    },
    async setTls(certificate) {
      if (certificate) {
        const cert = writeSecret('server.crt', certificate.cert)
        const key = writeSecret('server.key', certificate.key)
        await superuser.unsafe(`alter system set ssl_cert_file = '${cert}'`)
        await superuser.unsafe(`alter system set ssl_key_file = '${key}'`)
      }
      await superuser.unsafe(`alter system set ssl = ${certificate ? 'on' : 'off'}`)
      await superuser`select pg_reload_conf()`
    },
    async close() {
      await Promise.all(open.map((sql) => sql.end({ timeout: 1 })))
      await stopServer(server)
      removeDatabaseHome(stateDir)
      rmSync(stateDir, { recursive: true, force: true })
    },
  }
}
