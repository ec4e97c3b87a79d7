/** What was measured -> ratios, each of two turns of one round. Pure. */
import { ratioOf } from '../ratio.ts'
import type { Ratio } from '../result.ts'
import { costRatios, MEASURES } from './costs.ts'
import { CONTENDERS, type Contender, KINDS, type Kind } from './kinds.ts'
import type { Turn } from './load-turn.ts'
import type { Measured } from './measure.ts'

const AGAINST = CONTENDERS.filter((contender) => contender !== 'app')

export function ratiosOf(measured: Omit<Measured, 'profile' | 'pgbench'>): readonly Ratio[] {
  const byKind = KINDS.flatMap((kind) => [
    ...AGAINST.flatMap((against) => againstOne(measured, kind, against)),
    ...statementRatios(measured, kind),
  ])
  return [...byKind, ...costRatios(measured.costs), ...jsonRatios(measured)]
}

const MEASURED = [...MEASURES, ['p99', ({ p99Ms }: Turn) => p99Ms]] as const

function againstOne({ rounds }: Pick<Measured, 'rounds'>, kind: Kind, against: Contender): readonly Ratio[] {
  return MEASURED.flatMap(([name, of]) => {
    const samples = (rounds[kind] ?? []).flatMap((round) => {
      const [app, other] = [round.app, round[against]].map((turn) => turn && of(turn))
      return app === undefined || other === undefined ? [] : [app / other]
    })
    return samples.length === 0 ? [] : [ratioOf(`${kind}: ${name} over ${against}`, samples)]
  })
}

/** Counted, not timed: once is enough. */
function statementRatios({ queries }: Pick<Measured, 'queries'>, kind: Kind): readonly Ratio[] {
  const [app, bare] = [queries.app?.[kind], queries['bare Hono']?.[kind]]
  if (!app || !bare) return []
  return [
    ratioOf(`${kind}: statements over bare Hono`, [app.loaded.statements / bare.loaded.statements]),
    ratioOf(`${kind}: round trips over bare Hono`, [app.alone.roundTrips / bare.alone.roundTrips]),
  ]
}

function jsonRatios({ json, rounds }: Pick<Measured, 'json' | 'rounds'>): readonly Ratio[] {
  if (json.length === 0) return []
  const validated = (['one row', '50 rows'] as const).map((rows) =>
    ratioOf(
      `JSON of ${rows}: time with the request validated over without`,
      json.map((costs) => costs[`${rows}, validated`] / costs[rows]),
    ),
  )
  const shares = (
    [
      ['one row', 'one-row read'],
      ['50 rows', 'list of 50'],
    ] as const
  ).flatMap(([rows, kind]) => {
    const samples = json.flatMap((costs, round) => {
      const cpuUs = rounds[kind]?.[round]?.app?.cpuUs
      return cpuUs === undefined ? [] : [costs[`${rows}, validated`] / (cpuUs * 1000)]
    })
    return samples.length === 0
      ? []
      : [ratioOf(`JSON of ${rows}: time over all CPU of the app's ${kind}`, samples)]
  })
  return [...validated, ...shares]
}
