/** Makes the databases where they are missing, and starts them. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from './atomic-file.ts'
import { PROJECT_DIR } from './build/cache.ts'
import { hashInputs } from './build/inputs.ts'
import { type Cluster, type ClusterOptions, type DatabaseServer, dataDir } from './cluster.ts'
import { makeCluster } from './postgres.ts'
import { loadSchema, setUpPrimary, updatePrimary } from './primary-setup.ts'
import { promote } from './promotion.ts'
import { makeReplica } from './replica.ts'
import { checkSlots } from './slots.ts'
import { abortable } from './wait.ts'

/** Makes the servers where they were not made to the end; leaves them stopped. */
export async function makeDatabases(cluster: Cluster, o: ClusterOptions): Promise<void> {
  if (readMark(o)?.state === o.state.id) return
  cluster.topology.reset()
  for (const { id } of cluster.servers) rmSync(dataDir(o, id), { recursive: true, force: true })
  const { home, state, signal, step } = o
  const [primary, replicas] = [cluster.primary(), idsOf(cluster.replicas())]
  const primaryDir = dataDir(o, primary.id)
  await step('Postgres made', () =>
    Promise.all([makeCluster(home, primaryDir, state.passwords.owner, signal), loadSchema()]),
  )
  await step('Schema and seed', async () => {
    await primary.part.start()
    await abortable(setUpPrimary(cluster.own(primary), replicas), signal)
    await primary.part.stop()
  })
  await step(`Replicas copied: ${replicas.join(', ')}`, () =>
    Promise.all(replicas.map((id) => makeReplica(home, primaryDir, dataDir(o, id), signal))),
  )
  writeMark(o)
}

/**
 * Starts all servers, ends a failover that was interrupted, brings the schema up to date, and copies anew the replicas
 * that are missing, were left behind or can't follow.
 */
export async function startDatabases(cluster: Cluster, o: ClusterOptions): Promise<void> {
  const primary = cluster.primary()
  const own = cluster.own(primary)
  const lost = new Set(cluster.servers.filter((server) => server !== primary && !isWhole(server, o)))
  const whole = cluster.replicas().filter((replica) => !lost.has(replica))
  await o.step('Postgres started', async () => {
    // A replica that can't start is copied anew. A primary that can't is for the user to look at.
    const replicas = whole.map((replica) => replica.part.start().catch(() => lost.add(replica)))
    await Promise.all([primary.part.start(), ...replicas])
    if (existsSync(join(dataDir(o, primary.id), 'standby.signal')))
      await abortable(promote(own, idsOf(whole)), o.signal)
  })
  if (readMark(o)?.schema !== schemaHash()) {
    await o.step('Schema and seed up to date', () => abortable(updatePrimary(own), o.signal))
    writeMark(o)
  }
  for (const id of await abortable(checkSlots(own, idsOf(cluster.replicas())), o.signal))
    lost.add(cluster.server(id))
  if (lost.size > 0) {
    await o.step(`Replicas copied anew: ${idsOf([...lost]).join(', ')}`, () => cluster.rebuild([...lost]))
  }
}

function idsOf(servers: readonly DatabaseServer[]): readonly string[] {
  return servers.map(({ id }) => id)
}

function isWhole(server: DatabaseServer, o: ClusterOptions): boolean {
  return server.place() === 'replica' && existsSync(dataDir(o, server.id))
}

/** Written once the servers are made to the end: for which state, and with which schema and seed. */
type Mark = { readonly state: string; readonly schema: string }

function readMark(o: ClusterOptions): Mark | undefined {
  try {
    return JSON.parse(readFileSync(markFile(o), 'utf8'))
  } catch {
    return undefined
  }
}

function writeMark(o: ClusterOptions): void {
  const mark: Mark = { state: o.state.id, schema: schemaHash() }
  writeAtomically(markFile(o), JSON.stringify(mark))
}

function markFile(o: ClusterOptions): string {
  return join(o.home.dir, 'complete.json')
}

function schemaHash(): string {
  return hashInputs(PROJECT_DIR, ['db/migrations', 'db/schema.ts', 'db/seed.ts', 'db/seed-words.ts'])
}
