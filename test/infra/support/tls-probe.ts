/**
 * Connects by every way that the app, the migrations and the seed have, and tells what came of it, one line of JSON for each
 * URL: what a process trusts besides (NODE_EXTRA_CA_CERTS) is settled when it starts.
 */
import { sql } from 'drizzle-orm'
import { connectReader, connectWriter } from '../../../db/connect.ts'
import { openFlightConnection } from '../../../db/flight-connection.ts'
import { createLineage } from '../../../db/lineage.ts'
import { migrate } from '../../../db/migrate.ts'
import { seed } from '../../../db/seed.ts'
import { watch } from '../../../db/watch.ts'

const WAYS: Readonly<Record<string, (url: string) => Promise<unknown>>> = {
  migrate,
  seed,
  async read(url) {
    const reader = connectReader(url, { connections: 1 })
    try {
      const [row] = await reader.db.execute(sql`select ssl from pg_stat_ssl where pid = pg_backend_pid()`)
      if (row?.ssl !== true) throw new Error('not encrypted')
    } finally {
      await reader.close()
    }
  },
  async interactive(url) {
    const writer = connectWriter(url, { connections: 1 })
    try {
      await writer.transaction((tx) => tx.execute(sql`select 1`))
    } finally {
      await writer.close()
    }
  },
  async watch(url) {
    const watcher = watch(url)
    try {
      const seen = await watcher.look()
      if (seen.state !== 'reachable') throw new Error(seen.state === 'unknown' ? 'unknown' : seen.detail)
    } finally {
      await watcher.close()
    }
  },
  async flight(url) {
    const options = { lineage: createLineage(), connectTimeoutMs: 3_000, flightTimeoutMs: 3_000 }
    const connection = await openFlightConnection(url, options, new AbortController().signal)
    connection.close()
    await connection.ended
  },
}

for (const url of process.argv.slice(2)) {
  const all = Object.entries(WAYS).map(async ([name, way]) => [name, await outcomeOf(way(url))] as const)
  console.log(JSON.stringify(Object.fromEntries(await Promise.all(all))))
}
// A driver's timer of a connection that was refused would go on for seconds.
process.exit()

/** @returns `ok`, or the codes and messages of the error and its causes. */
async function outcomeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'ok'
  } catch (error) {
    const told: string[] = []
    for (let at: unknown = error; at instanceof Error; at = at.cause) {
      told.push(`${'code' in at ? `${at.code} ` : ''}${at.message}`)
    }
    return told.join(' < ')
  }
}
