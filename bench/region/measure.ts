/** All that the bench of a region measures, part by part. */
import { openLoad } from '../load/load.ts'
import type { Rounds } from '../turns.ts'
import { type Bench, contest } from './contest.ts'
import { CHANGED, CHANGES, type Change } from './costs.ts'
import { countQueries, type PerRequest } from './counting.ts'
import { openDatabases } from './databases.ts'
import type { JsonCosts } from './json.ts'
import { jsonCosts } from './json-costs.ts'
import { CONTENDERS, type Contender, KINDS, type Kind, takesPart } from './kinds.ts'
import type { Turn } from './load-turn.ts'
import type { RegionOptions } from './options.ts'
import { canAsk, pgbenchTurn, pgbenchVersion } from './pgbench.ts'
import { profileApp } from './profile.ts'
import { makeKeys, SERVED, type Served } from './server.ts'

export type ByKind<T> = Readonly<Partial<Record<Kind, T>>>

export type Measured = {
  readonly rounds: ByKind<readonly Readonly<Partial<Record<Contender, Turn>>>[]>
  readonly queries: Readonly<Partial<Record<Served, ByKind<PerRequest>>>>
  readonly costs: Rounds<Change, Turn>
  /** One a round. */
  readonly json: readonly JsonCosts[]
  /** Of the app, as text. */
  readonly profile: string
  /** Its version, where there is one. */
  readonly pgbench: string | undefined
}

export type MeasureOptions = RegionOptions & { readonly onTurn: () => void; readonly signal: AbortSignal }

/** @returns how often `onTurn` is called at the most. */
export function turnsOf({ rounds, parts }: RegionOptions): number {
  const kinds = parts.filter((part) => part !== 'costs').length
  const costs = parts.includes('costs') ? CHANGES.length + 1 : 0
  return rounds * (kinds * CONTENDERS.length + costs)
}

export async function measureRegion(options: MeasureOptions): Promise<Measured> {
  const { rounds, turnMs, parts, onTurn, signal } = options
  await using stack = new AsyncDisposableStack()
  const databases = await openDatabases(stack, signal)
  const load = openLoad()
  stack.defer(() => load.close())
  const bench: Bench = { load, databases, keys: makeKeys(), signal }
  const pgbench = await pgbenchVersion()
  const kinds = KINDS.filter((kind) => parts.includes(kind))

  const found: Partial<Record<Kind, Rounds<Contender, Turn>>> = {}
  for (const kind of kinds) {
    const limited = pgbench !== undefined && canAsk(kind)
    found[kind] = await contest<Contender>({
      ...{ ...bench, kind, rounds, turnMs, onTurn },
      names: (limited ? CONTENDERS : SERVED).filter((contender) => takesPart(contender, kind)),
      servers: Object.fromEntries(SERVED.map((contender) => [contender, { contender }])),
      limit: () => pgbenchTurn(kind, databases.read, turnMs, signal),
    })
  }
  const queries: Partial<Record<Served, ByKind<PerRequest>>> = {}
  for (const contender of kinds.length === 0 ? [] : SERVED)
    queries[contender] = await countQueries({
      ...{ ...bench, contender },
      kinds: kinds.filter((kind) => takesPart(contender, kind)),
    })

  const isApart = parts.includes('costs')
  const costs = isApart
    ? await contest<Change>({
        ...{ ...bench, rounds, onTurn, names: CHANGES, servers: CHANGED },
        ...{ kind: 'one-row read', turnMs },
      })
    : []
  const json: JsonCosts[] = []
  for (let round = 0; isApart && round < rounds; round++) {
    json.push(await jsonCosts(signal))
    onTurn()
  }
  return { rounds: found, queries, costs, json, profile: await profileApp(bench), pgbench }
}
