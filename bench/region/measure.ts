/** Every contender in a fresh process, one after the other and the other way round each round; then the parts apart. */
import { openLoad } from '../load/load.ts'
import { type Rounds, takeTurns } from '../turns.ts'
import { CHANGED_ENV, CHANGES, type Change } from './costs.ts'
import { countQueries, type PerRequest } from './counting.ts'
import { openDatabases } from './databases.ts'
import type { JsonCosts } from './json.ts'
import { jsonCosts } from './json-costs.ts'
import { CONTENDERS, type Contender, KINDS, type Kind } from './kinds.ts'
import { loadOnce, loadTurn, type Turn } from './load-turn.ts'
import type { RegionOptions } from './options.ts'
import { pgbenchTurns, pgbenchVersion } from './pgbench.ts'
import { profileApp } from './profile.ts'
import { makeKeys, type ServerOptions, startContender } from './server.ts'

export type Served = Exclude<Contender, 'pgbench'>
export type ByKind<T> = Readonly<Partial<Record<Kind, T>>>

export type Measured = {
  readonly rounds: Rounds<Contender, ByKind<Turn>>
  readonly queries: Readonly<Partial<Record<Served, ByKind<PerRequest>>>>
  readonly costs: Rounds<Change, Turn>
  /** One a round. */
  readonly json: readonly JsonCosts[]
  /** Of the app, as text. */
  readonly profile: string
  readonly pgbench: string | undefined
}

export type MeasureOptions = RegionOptions & { readonly onTurn: () => void; readonly signal: AbortSignal }

/** @returns how often `onTurn` is called. */
export function turnsOf({ rounds, parts }: RegionOptions): number {
  const contenders = parts.some((part) => part !== 'costs') ? CONTENDERS.length : 0
  const costs = parts.includes('costs') ? CHANGES.length + 1 : 0
  return rounds * (contenders + costs) + (contenders === 0 ? 0 : SERVED.length) + 1
}

export async function measureRegion(options: MeasureOptions): Promise<Measured> {
  const { rounds, turnMs, parts, onTurn, signal } = options
  await using stack = new AsyncDisposableStack()
  const databases = await openDatabases(stack, signal)
  const load = openLoad()
  stack.defer(() => load.close())
  const keys = makeKeys()
  const urls = { readUrl: databases.read.url, writeUrl: databases.write.url }
  const kinds = KINDS.filter((kind) => parts.includes(kind))
  const pgbench = await pgbenchVersion()

  async function serve(
    server: Pick<ServerOptions, 'contender' | 'env'>,
    asked: readonly Kind[],
    ms: number,
  ): Promise<ByKind<Turn>> {
    const running = await startContender({ ...server, ...urls, keys })
    try {
      const turns: Partial<Record<Kind, Turn>> = {}
      for (const kind of asked) {
        const order = { load, databases, server: running, kind, signal }
        await loadOnce({ ...order, durationMs: turnMs / 2 })
        turns[kind] = await loadTurn({ ...order, durationMs: ms })
      }
      return turns
    } finally {
      await running.stop()
      onTurn()
    }
  }

  async function limit(): Promise<ByKind<Turn>> {
    return pgbench === undefined ? {} : pgbenchTurns(kinds, databases.read, turnMs, signal)
  }

  const names = kinds.length === 0 ? [] : CONTENDERS
  const contenders = await takeTurns<Contender, ByKind<Turn>>({
    ...{ names, rounds, signal },
    take: (contender) =>
      contender === 'pgbench' ? limit().finally(onTurn) : serve({ contender }, kinds, turnMs),
  })
  const isApart = parts.includes('costs')
  const costs = await takeTurns<Change, Turn>({
    ...{ names: isApart ? CHANGES : [], rounds, signal },
    async take(change) {
      const server = { contender: 'bare Hono', env: CHANGED_ENV[change] } as const
      const turn = (await serve(server, ['one-row read'], turnMs / 2))['one-row read']
      if (!turn) throw new TypeError('what was asked was not measured')
      return turn
    },
  })
  const json: JsonCosts[] = []
  for (let round = 0; isApart && round < rounds; round++) {
    json.push(await jsonCosts(signal))
    onTurn()
  }
  const queries: Partial<Record<Served, ByKind<PerRequest>>> = {}
  for (const contender of kinds.length === 0 ? [] : SERVED) {
    const order = { load, databases, contender, keys, kinds, durationMs: COUNTING_MS, signal }
    queries[contender] = await countQueries(order)
    onTurn()
  }
  const profile = await profileApp({ load, databases, keys, ...urls, durationMs: PROFILE_MS, signal })
  onTurn()
  return { rounds: contenders, queries, costs, json, profile, pgbench }
}

const SERVED: readonly Served[] = ['app', 'bare Hono', 'Fastify']
/** Counts are exact however short the turn is. */
const COUNTING_MS = 300
const PROFILE_MS = 3_000
