/** Makes the databases where they are missing, and starts them. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from './atomic-file.ts'
import { PROJECT_DIR } from './build/cache.ts'
import { hashInputs } from './build/inputs.ts'
import { type Cluster, type ClusterOptions, copyReplicas, dataDir } from './cluster.ts'
import { makeCluster } from './postgres.ts'
import { lostSlots, setUpPrimary, updatePrimary } from './primary-setup.ts'
import { abortable } from './wait.ts'

/** Makes the servers where they were not made to the end; leaves them stopped. */
export async function makeDatabases(cluster: Cluster, o: ClusterOptions): Promise<void> {
  if (readMark(o)?.state === o.state.id) return
  for (const region of [o.primary, ...o.replicas])
    rmSync(dataDir(o, region), { recursive: true, force: true })
  const { home, state, signal, step } = o
  await step('Postgres made', () => makeCluster(home, dataDir(o, o.primary), state.passwords.owner, signal))
  await step('Schema and seed', async () => {
    await cluster.primary.start()
    await abortable(setUpPrimary(cluster.primary.port, state.passwords, o.replicas), signal)
    await cluster.primary.stop()
  })
  await step(`Replicas copied: ${o.replicas.join(', ')}`, () => copyReplicas(o, o.replicas))
  writeMark(o)
}

/** Starts all servers, brings the schema up to date, and copies replicas anew that are missing or can't follow. */
export async function startDatabases(cluster: Cluster, o: ClusterOptions): Promise<void> {
  const { port } = cluster.primary
  const { passwords } = o.state
  const missing = o.replicas.filter((region) => !existsSync(dataDir(o, region)))
  const present = o.replicas.filter((region) => !missing.includes(region))
  await o.step('Postgres started', () =>
    Promise.all([
      cluster.primary.start(),
      ...present.map((region) => startOrGiveUp(cluster, region, missing)),
    ]),
  )
  if (readMark(o)?.schema !== schemaHash()) {
    await o.step('Schema and seed up to date', () => abortable(updatePrimary(port, passwords), o.signal))
    writeMark(o)
  }
  const lost = await abortable(lostSlots(port, passwords, o.replicas), o.signal)
  const again = [...new Set([...missing, ...lost])]
  if (again.length > 0)
    await o.step(`Replicas copied anew: ${again.join(', ')}`, () => cluster.rebuild(again))
}

/** A replica that can't start is copied anew. A primary that can't is for the user to look at. */
async function startOrGiveUp(cluster: Cluster, region: string, missing: string[]): Promise<void> {
  await cluster.databases[region]?.start().catch(() => missing.push(region))
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
