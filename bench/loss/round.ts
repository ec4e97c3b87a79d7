/** One round: load from every city, a region is killed under it and started again, and what the clients saw. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Target } from '../cities/target.ts'
import type { Client } from '../client.ts'
import type { Nemesis } from './nemesis.ts'
import { type Reads, readUntil } from './reader.ts'
import { type Writes, writeUntil } from './writer.ts'

export type LossRound = Reads & Writes & { readonly region: string }

export type RoundOptions = {
  readonly target: Target
  readonly cities: readonly string[]
  readonly region: string
  readonly nemesis: Nemesis
  readonly steadyMs: number
  readonly deadMs: number
  readonly signal: AbortSignal
}

export async function runRound(options: RoundOptions): Promise<LossRound> {
  const { target, cities, region, signal } = options
  const over = new AbortController()
  const opened: Client[] = []
  const open = async (city: string) => {
    const client = await target.open(city, 'nearside')
    opened.push(client)
    return client
  }
  try {
    const readers = cities.flatMap((city) => Array<string>(READERS).fill(city))
    const work = Promise.all([
      Promise.all(readers.map(async (city) => readUntil(await open(city), over.signal))),
      Promise.all(cities.map(async (city) => writeUntil(await open(city), over.signal))),
    ])
    const until = AbortSignal.any([signal, over.signal])
    const faults = loseRegion(options, until)
    // A load that ends before the faults do has failed, and they end with it.
    faults.catch(() => undefined)
    await Promise.race([faults, work])
    over.abort()
    const [reads, writes] = await work
    const failures = [...reads, ...writes].flatMap((client) => client.failures)
    return { region, ...sumReads(reads), ...sumWrites(writes), failures }
  } finally {
    over.abort()
    for (const client of opened) client.close()
  }
}

async function loseRegion(
  { region, nemesis, steadyMs, deadMs }: RoundOptions,
  signal: AbortSignal,
): Promise<void> {
  await sleep(steadyMs, undefined, { signal })
  await nemesis.kill(region)
  await sleep(deadMs, undefined, { signal })
  await nemesis.heal()
  await sleep(steadyMs / 2, undefined, { signal })
}

/** For each city, beside one that writes. */
const READERS = 2

function sumReads(all: readonly Reads[]): Omit<Reads, 'failures'> {
  return {
    reads: sum(all.map(({ reads }) => reads)),
    failedReads: sum(all.map(({ failedReads }) => failedReads)),
    slowestReadMs: Math.max(...all.map(({ slowestReadMs }) => slowestReadMs)),
  }
}

function sumWrites(all: readonly Writes[]): Omit<Writes, 'failures'> {
  return {
    writes: sum(all.map(({ writes }) => writes)),
    lost: sum(all.map(({ lost }) => lost)),
    doubled: sum(all.map(({ doubled }) => doubled)),
    repeated: sum(all.map(({ repeated }) => repeated)),
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
