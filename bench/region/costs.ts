/** What a part of a one-row read costs, shown apart: the bare one with that part as others have it. */

import { ratioOf } from '../ratio.ts'
import type { Ratio } from '../result.ts'
import type { Rounds } from '../turns.ts'
import type { Turn } from './load-turn.ts'
import type { ServerSpec } from './server.ts'

/** The bare one as it is, then each with one thing changed. */
export const CHANGES = ['prepared, pool of 10', 'unnamed', 'simple', 'pool 1', 'pool 4', 'pool 20'] as const
export type Change = (typeof CHANGES)[number]

export const CHANGED: Readonly<Record<Change, ServerSpec>> = {
  'prepared, pool of 10': bare({}),
  unnamed: bare({ STATEMENTS: 'unnamed' }),
  simple: bare({ STATEMENTS: 'simple' }),
  'pool 1': bare({ POOL: '1' }),
  'pool 4': bare({ POOL: '4' }),
  'pool 20': bare({ POOL: '20' }),
}

type Changed = Exclude<Change, 'prepared, pool of 10'>

export const SAID: Readonly<Record<Changed, string>> = {
  unnamed: 'unnamed statements',
  simple: 'simple queries',
  'pool 1': 'pool of 1',
  'pool 4': 'pool of 4',
  'pool 20': 'pool of 20',
}

/** What is measured of a change, by the name that it has in the names of ratios. */
export const MEASURES: readonly (readonly [name: string, of: (turn: Turn) => number | undefined])[] = [
  ['throughput', ({ perSecond }) => perSecond],
  ['CPU', ({ cpuUs }) => cpuUs],
  ['database CPU', ({ databaseUs }) => databaseUs],
]

export function costRatios(rounds: Rounds<Change, Turn>): readonly Ratio[] {
  return Object.entries(SAID).flatMap(([change, said]) =>
    MEASURES.flatMap(([name, of]) => {
      const base = change.startsWith('pool') ? 'pool of 10' : 'prepared'
      const samples = rounds.flatMap((round) => {
        const [changed, unchanged] = [of(round[change as Changed]), of(round['prepared, pool of 10'])]
        return changed === undefined || unchanged === undefined ? [] : [changed / unchanged]
      })
      return samples.length === 0 ? [] : [ratioOf(`${said}: ${name} over ${base}`, samples)]
    }),
  )
}

function bare(env: Readonly<Record<string, string>>): ServerSpec {
  return { contender: 'bare Hono', env }
}
