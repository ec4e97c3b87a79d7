import { randomBytes } from 'node:crypto'
import postgres, { type Sql } from 'postgres'
import { inject } from 'vitest'
import { migrate } from '../../db/migrate.ts'
import { seed } from '../../db/seed.ts'

/** A database of one's own on the planet's servers, with the schema and the seeded products. */
export type TestDatabase = {
  /** On the primary, as the owner. */
  readonly url: string
  /** The same database on a replica's server. */
  readonly replicaUrl: string
  /** And on another one's. */
  readonly secondReplicaUrl: string
  /** On the primary, for a look inside. */
  readonly sql: Sql
  /** Settles when the replicas have replayed all that the primary has. */
  replicated(): Promise<void>
  drop(): Promise<void>
}

export async function openTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`
  const ownerUrl = databaseUrl('iad')
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} })
  await owner`create database ${owner(name)}`
  const url = within(ownerUrl, name)
  await migrate(url)
  await seed(url)
  const sql = postgres(url, { max: 2, onnotice: () => {} })
  const replicas = ['bom', 'fra'].map((region) => postgres(databaseUrl(region), { max: 1 }))
  const replicated = async () => {
    const [at] = await sql`select pg_current_wal_flush_lsn()::text as lsn`
    for (const replica of replicas) {
      await until(async () => {
        const [row] = await replica`select pg_last_wal_replay_lsn() >= ${at?.lsn}::text::pg_lsn as there`
        return row?.there === true
      })
    }
  }
  await replicated()
  return {
    url,
    replicaUrl: within(databaseUrl('bom'), name),
    secondReplicaUrl: within(databaseUrl('fra'), name),
    sql,
    replicated,
    async drop() {
      await Promise.all([sql, ...replicas].map((each) => each.end({ timeout: 1 })))
      await owner`drop database ${owner(name)} with (force)`
      await owner.end()
    },
  }
}

/** Asks again and again until it is so. */
export async function until(isSo: () => boolean | Promise<boolean>, timeoutMs = 10_000): Promise<void> {
  const endMs = performance.now() + timeoutMs
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`not so within ${timeoutMs} ms: ${isSo}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** @returns the URL with its host and port replaced by those of a proxy on this machine. */
export function through(url: string, port: number): string {
  const changed = new URL(url)
  changed.host = `127.0.0.1:${port}`
  return changed.href
}

export function portOf(url: string): number {
  return Number(new URL(url).port)
}

function databaseUrl(region: string): string {
  const found = inject('planet').regions.find(({ id }) => id === region)
  if (!found) throw new Error(`no region ${region}`)
  return found.databaseUrl
}

function within(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}
