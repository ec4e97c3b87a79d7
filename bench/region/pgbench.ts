/** The limit: Postgres's own load program asks the same, prepared, over as many connections, with no HTTP before it. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { seededProducts } from '../../db/seed.ts'
import { BenchError } from '../bench-error.ts'
import type { Database } from './databases.ts'
import { familyCpuMs } from './family-cpu.ts'
import { type Kind, READ_POOL } from './kinds.ts'
import type { Turn } from './load-turn.ts'

/** One row of always the same id: its scripts can't draw a UUID. What writes is left out: a flight is nothing it could send. */
const SCRIPTS: Readonly<Partial<Record<Kind, string>>> = {
  'one-row read': 'select id, name, price_cents, stock from products where id = :id;',
  'list of 50': 'select id, name, price_cents, stock from products order by id limit :limit;',
}

/** @returns what `pgbench --version` says, such as "pgbench (PostgreSQL) 15.14"; undefined where there is none. */
export async function pgbenchVersion(): Promise<string | undefined> {
  return await run('pgbench', ['--version']).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  )
}

export function canAsk(kind: Kind): boolean {
  return SCRIPTS[kind] !== undefined
}

/** @returns what it tells; of the processor time only the database's. */
export async function pgbenchTurn(
  kind: Kind,
  database: Database,
  durationMs: number,
  signal: AbortSignal,
): Promise<Turn> {
  const before = familyCpuMs(database.pid)
  const { done, perSecond } = await runScript(SCRIPTS[kind] ?? '', database, durationMs, signal)
  const after = familyCpuMs(database.pid)
  return {
    ...{ perSecond, p99Ms: undefined, cpuUs: undefined },
    databaseUs: before === undefined || after === undefined ? undefined : ((after - before) * 1000) / done,
  }
}

async function runScript(script: string, { url }: Database, durationMs: number, signal: AbortSignal) {
  const { hostname, port, username, password, pathname } = new URL(url)
  const dir = mkdtempSync(join(tmpdir(), 'nearside-pgbench-'))
  try {
    const file = join(dir, 'script.sql')
    writeFileSync(file, script)
    const args = [
      ...[`--host=${hostname}`, `--port=${port}`, `--username=${username}`, pathname.slice(1)],
      ...[`--client=${READ_POOL}`, '--jobs=2', '--protocol=prepared', '--no-vacuum'],
      ...[`--define=id=${seededProducts()[0]?.id}`, '--define=limit=51', `--file=${file}`],
      `--time=${Math.max(1, Math.round(durationMs / 1000))}`,
    ]
    const env = { PATH: process.env.PATH, PGPASSWORD: password }
    const { stdout } = await run('pgbench', args, { env, signal })
    return parseReport(stdout)
  } catch (error) {
    signal.throwIfAborted()
    throw error instanceof BenchError ? error : new BenchError(`pgbench: ${String(error)}`)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** @param report what it prints: https://www.postgresql.org/docs/18/pgbench.html */
export function parseReport(report: string): { readonly done: number; readonly perSecond: number } {
  const done = Number(/^number of transactions actually processed: (\d+)/m.exec(report)?.[1])
  const perSecond = Number(/^tps = ([\d.]+)/m.exec(report)?.[1])
  const failed = Number(/^number of failed transactions: (\d+)/m.exec(report)?.[1] ?? 0)
  if (!(done > 0 && perSecond > 0) || failed > 0) throw new BenchError(`pgbench failed:\n${report}`)
  return { done, perSecond }
}

const run = promisify(execFile)
