/** A short run that leads straight to where one guard matters, and is judged like any other. */
import { randomBytes } from 'node:crypto'
import type { Sql } from 'postgres'
import type { Violation } from './checker/violation.ts'
import { checkRun } from './checker.ts'
import { type Client, createClient } from './client.ts'
import type { Entry } from './history.ts'
import { createPlanetClient, type PlanetClient } from './planet-client.ts'
import { type Goods, openSession, type Session } from './session.ts'
import { readShop, withPrimary } from './shop-state.ts'
import type { Target } from './target.ts'

export type Scenario = {
  readonly name: string
  /** Makes the tables ready before they are read for the first time; undone by `restore`. */
  readonly prepare?: (sql: Sql) => Promise<void>
  readonly restore?: (sql: Sql) => Promise<void>
  readonly run: (stage: Stage) => Promise<void>
}

export type Stage = {
  readonly planet: PlanetClient
  readonly client: Client
  /** @returns a session that knows nothing. */
  session(): Session
  /** @returns goods that nobody else orders in that quantity. */
  goods(): Goods
  /** Works on the primary, as the owner of the database. */
  onPrimary<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** Starts the regional apps anew: they know nothing of before. */
  restartApps(): Promise<void>
}

export type ScenarioResult = { readonly history: readonly Entry[]; readonly violations: readonly Violation[] }

/** Leaves the planet healed. @throws where the scenario did not come to the point. */
export async function runScenario(
  scenario: Scenario,
  target: Target,
  restartApps: () => Promise<void>,
): Promise<ScenarioResult> {
  const history: Entry[] = []
  const record = (entry: Entry) => void history.push(entry)
  const planet = createPlanetClient(target.url, record)
  const client = createClient(target.url, target.bookmarkKeys)
  const onPrimary: Stage['onPrimary'] = (work) => withPrimary(target.databaseUrls, work)
  if (scenario.prepare) await onPrimary(scenario.prepare)
  const before = await readShop(target.databaseUrls)
  const run = randomBytes(6).toString('hex')
  let sessions = 0
  let keys = 0
  let orders = 0
  const newKey = () => `${scenario.name}-${run}-${keys++}`
  const stage: Stage = {
    ...{ planet, client, onPrimary, restartApps },
    session: () => openSession({ id: sessions++, client, record, newKey }),
    goods: () => ({ productId: before.products[0]?.id ?? '', quantity: ++orders }),
  }
  try {
    await scenario.run(stage)
  } finally {
    await planet.heal()
  }
  const after = await readShop(target.databaseUrls)
  if (scenario.restore) await onPrimary(scenario.restore)
  return { history, violations: checkRun({ history, before, after }) }
}

/** @returns the operation's order. @throws where there is none: then there is nothing to see. */
export function orderIdOf({
  orderId,
  outcome,
  status,
}: {
  orderId?: string | undefined
  outcome: string
  status: number
}): string {
  if (outcome === 'ok' && orderId) return orderId
  throw new Error(`the order was not placed: ${outcome} ${status}`)
}

/** @returns the two regions that hold a replica now. */
export async function replicaRegions(planet: PlanetClient): Promise<readonly [string, string]> {
  const { primary, regions } = await planet.status()
  const [one, other] = regions.map(({ id }) => id).filter((id) => id !== primary)
  if (one === undefined || other === undefined) throw new Error('the planet has no two replicas')
  return [one, other]
}
