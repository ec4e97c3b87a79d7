import { expect, it } from 'vitest'
import { bootFigures } from '../../../bench/boot/figures.ts'
import { BUDGETS } from '../../../bench/budgets.ts'
import { citiesFigures } from '../../../bench/cities/figures.ts'
import { KINDS } from '../../../bench/cities/kinds.ts'
import { ratiosOf as flightRatios } from '../../../bench/flight/summary.ts'
import { freshnessFigures } from '../../../bench/freshness/figures.ts'
import { ALL_CELLS, turnName } from '../../../bench/gateway/cells.ts'
import { CONTENDERS as GATEWAYS } from '../../../bench/gateway/contenders.ts'
import { allRatios } from '../../../bench/gateway/summary.ts'
import { lossFigures } from '../../../bench/loss/summary.ts'
import { ratiosOf as regionRatios } from '../../../bench/region/summary.ts'
import { sizeFigures } from '../../../bench/size/figures.ts'
import { statementFigures } from '../../../bench/statements/figures.ts'
import { STATEMENTS } from '../../../bench/statements/measure.ts'
import { CITIES } from '../../../planet/cities.ts'
import { sampleOf, turnOf } from './flight-samples.ts'
import { samplesOf } from './samples.ts'

const TURN = { perSecond: 1, p50Ms: 1, p99Ms: 1, cpuUs: 1, busy: 1, answered: 1, failed: 0, loadCpuUs: 1 }
const LOSS = { region: 'bom', reads: 1, failedReads: 0, slowestReadMs: 1, failures: [] }
const names = new Map(CITIES.map(({ id, name }) => [id, name]))

/** What each bench gives a name to, of one sample each. */
const MADE: Readonly<Record<string, readonly { readonly name: string }[]>> = {
  boot: bootFigures([{ first: 1, again: 1 }]),
  size: sizeFigures([{ bytes: 1, gzipped: 1 }]),
  loss: lossFigures([{ ...LOSS, writes: 1, repeated: 0, doubled: 0, lost: 0 }]),
  gateway: allRatios(
    [Object.fromEntries(ALL_CELLS.flatMap((cell) => GATEWAYS.map((each) => [turnName(cell, each), TURN])))],
    ALL_CELLS,
  ),
  region: regionRatios({
    ...{ queries: {}, costs: [], json: [] },
    rounds: {
      'one-row read': [{ app: { ...TURN, databaseUs: 1 }, 'bare Hono': { ...TURN, databaseUs: 1 } }],
    },
  }),
  flight: flightRatios(
    [],
    [1, 5].map((statements) => sampleOf({ way: 'flight', statements }, 0, turnOf(1, 1, 1))),
  ),
  cities: [
    ...citiesFigures(
      KINDS.flatMap(({ id: kind }) =>
        (['nearside', 'baseline'] as const).flatMap((variant) =>
          samplesOf({ city: 'bom', kind, variant, region: 'bom' }, [1]),
        ),
      ),
      names,
    ),
    ...statementFigures(
      STATEMENTS.map((statements) => ({ way: 'flight', statements, ms: 1 })),
      214,
    ),
    ...freshnessFigures([], 'Mumbai', 'bom'),
  ],
}

it('B170 each budget is of a figure that its bench gives, by the same name', () => {
  const unknown = BUDGETS.filter(({ bench, name }) => !MADE[bench]?.some((made) => made.name === name))
  expect(unknown.map(({ bench, name }) => `${bench}: ${name}`)).toEqual([])
})
