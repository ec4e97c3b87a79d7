/** A result -> all that a page shows. Pure. */
import type { Verdict } from '../../budgets.ts'
import type { KeptResult } from '../kept-result.ts'
import { momentOf } from '../numbers.ts'
import { type Panel, panelsOf } from './lanes.ts'
import { cautionsOf, commandOf, type Fact, factsOf, methodOf, NOT_IN_ANY_RUN, requestsOf } from './method.ts'
import { type Savings, savingsOf } from './savings.ts'
import { failuresOf, type TableRow, tableOf } from './table.ts'
import { ledeOf, verdictOf } from './verdict.ts'
import { type World, worldOf } from './world.ts'

export type View = {
  readonly title: string
  readonly verdict: string
  readonly lede: readonly string[]
  readonly cautions: readonly string[]
  readonly facts: readonly Fact[]
  readonly isPlanet: boolean
  readonly world: World
  readonly panels: readonly Panel[]
  readonly savings: Savings
  readonly budgets: readonly Verdict[]
  readonly table: readonly TableRow[]
  readonly failures: readonly string[]
  readonly method: readonly Fact[]
  readonly requests: readonly Fact[]
  readonly limits: readonly string[]
  readonly command: string
  /** The result's file, as a person would type it. */
  readonly source: string
}

export function viewOf(result: KeptResult, source: string): View {
  return {
    title: `Nearside latency report, ${momentOf(result.date).day}`,
    verdict: verdictOf(result),
    lede: ledeOf(result),
    cautions: cautionsOf(result),
    facts: factsOf(result),
    isPlanet: result.target.kind === 'planet',
    world: worldOf(result),
    panels: panelsOf(result),
    savings: savingsOf(result),
    budgets: result.budgets,
    table: tableOf(result),
    failures: failuresOf(result),
    method: methodOf(result),
    requests: requestsOf(result),
    limits: NOT_IN_ANY_RUN,
    command: commandOf(result),
    source,
  }
}
