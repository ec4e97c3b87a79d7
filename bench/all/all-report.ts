/** What `bench all` writes as report.json: the type, and its reader. Pure. */
import * as v from 'valibot'
import type { Held } from '../check/held.ts'
import type { Machine } from '../report.ts'
import type { Ratio } from '../result.ts'

export type BenchReport = {
  readonly id: string
  readonly title: string
  readonly question: string
  readonly against: string
  readonly seconds: number
  /** Share of the processors that was in use meanwhile, by the bench and by others; 0 to 1. */
  readonly busy: number
  /** Of the two seconds before, when nothing of the bench ran. */
  readonly othersBusy: number
  readonly settings: Readonly<Record<string, unknown>>
  readonly ratios: readonly Ratio[]
  /** Beside the report. */
  readonly files: readonly string[]
  readonly failure?: string
}

export type AllReport = {
  readonly kind: 'all'
  /** When it began, ISO 8601. */
  readonly ranAt: string
  readonly seconds: number
  readonly commit: string | undefined
  readonly machine: Machine
  readonly budgets: readonly Held[]
  readonly benches: readonly BenchReport[]
}

/** The file is this project's own: what is looked at is whether it is one at all. @throws RangeError where it is not. */
export function parseAllReport(text: string, file: string): AllReport {
  const json: unknown = JSON.parse(text)
  if (v.is(ANY, json)) return json as unknown as AllReport
  throw new RangeError(`${file}: expected a report of \`npm run bench -- all\``)
}

const ANY = v.looseObject({
  kind: v.literal('all'),
  ranAt: v.pipe(v.string(), v.isoTimestamp()),
  machine: v.looseObject({ cpu: v.string(), cores: v.number() }),
  budgets: v.array(v.looseObject({ budget: v.looseObject({ name: v.string() }), state: v.string() })),
  benches: v.array(v.looseObject({ id: v.string(), ratios: v.array(v.looseObject({ name: v.string() })) })),
})
