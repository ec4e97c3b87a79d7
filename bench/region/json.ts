/**
 * What JSON costs by itself: `node --single-threaded-gc bench/region/json.ts <milliseconds>` prints the nanoseconds of a
 * call, as JSON. In a process of its own, so that nothing else has shaped the code.
 */
import * as v from 'valibot'
import { seededProducts } from '../../db/seed.ts'
import { ById, Page, pageOf } from '../../regional-app/schemas.ts'
import { measure } from '../routing/measure.ts'

export const JSON_STEPS = ['one row', 'one row, validated', '50 rows', '50 rows, validated'] as const
export type JsonStep = (typeof JSON_STEPS)[number]
export type JsonCosts = Readonly<Record<JsonStep, number>>

const ROWS = seededProducts().slice(0, 51)

/** Validated: what the request brings, as the app's routes do; an answer is made of rows and needs none. */
const CALLS: Readonly<Record<JsonStep, (index: number) => number>> = {
  'one row': (index) => JSON.stringify(ROWS[index % 51]).length,
  'one row, validated': (index) => {
    const row = ROWS[index % 51]
    return v.safeParse(ById, { id: row?.id }).success ? JSON.stringify(row).length : 0
  },
  '50 rows': () => JSON.stringify(pageOf(ROWS, 50)).length,
  '50 rows, validated': () => {
    const checked = v.safeParse(Page, { limit: '50' })
    return checked.success ? JSON.stringify(pageOf(ROWS, checked.output.limit)).length : 0
  },
}

if (import.meta.main) {
  const turnMs = Number(process.argv[2])
  const costs = Object.fromEntries(JSON_STEPS.map((step) => [step, measure(CALLS[step], turnMs).ns]))
  process.stdout.write(JSON.stringify(costs))
}
