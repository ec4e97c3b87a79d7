/** What was measured -> the tables on the terminal. Pure. */
import Table from 'cli-table3'
import colors from 'picocolors'
import type { Count, Sample } from './measure.ts'
import { agreementOf, medianMs, tripsOf } from './summary.ts'
import { TEMPERATURES } from './turn.ts'
import { WAYS } from './way.ts'

/** Counted on the wire, and below it by the clock over `rttMs`. */
export function formatTrips(counts: readonly Count[], samples: readonly Sample[], rttMs: number): string {
  const statements = statementsOf(samples)
  const table = tableOf(statements, 'round trips')
  for (const way of WAYS) {
    const cells = TEMPERATURES.flatMap((temperature) =>
      statements.map((count) => {
        const key = { way, statements: count, rttMs, temperature }
        const ms = medianMs(samples, key)
        const clock = ms === undefined ? '–' : (ms / rttMs).toFixed(2)
        return `${colors.bold(String(tripsOf(counts, key) ?? '–'))}\n${colors.dim(clock)}`
      }),
    )
    table.push([`${way}\n${colors.dim('  by the clock')}`, ...cells])
  }
  return table.toString()
}

export function formatTimes(samples: readonly Sample[], distancesMs: readonly number[]): string {
  const statements = statementsOf(samples)
  const table = tableOf(statements, 'milliseconds')
  for (const rttMs of distancesMs) {
    table.push([
      { colSpan: 1 + TEMPERATURES.length * statements.length, content: colors.bold(`over ${rttMs} ms`) },
    ])
    for (const way of WAYS) {
      const cells = TEMPERATURES.flatMap((temperature) =>
        statements.map((count) => {
          const ms = medianMs(samples, { way, statements: count, rttMs, temperature })
          return ms === undefined ? '–' : ms.toFixed(ms < 999.5 ? 1 : 0)
        }),
      )
      table.push([way, ...cells])
    }
  }
  return table.toString()
}

export function formatAgreement(counts: readonly Count[], samples: readonly Sample[]): string {
  const { beyondMs, commits, unlike, rttMs } = agreementOf(counts, samples)
  const [least, most] = beyondMs.map((ms) => ms.toFixed(1))
  if (unlike.length === 0)
    return `Wire and clock agree on all ${commits} over ${rttMs} ms: the clock is ${least} to ${most} ms beyond the counted round trips.`
  const some = unlike.slice(0, NAMED).join('; ')
  const others = unlike.length > NAMED ? ' and others' : ''
  return colors.yellow(
    `Wire and clock disagree on ${unlike.length} of ${commits}: more than half a round trip went elsewhere in ${some}${others}.`,
  )
}

/** Who wants all of them finds them in the JSON. */
const NAMED = 3

function statementsOf(samples: readonly Sample[]): readonly number[] {
  return [...new Set(samples.map(({ statements }) => statements))].sort((a, b) => a - b)
}

function tableOf(statements: readonly number[], unit: string) {
  const columns = TEMPERATURES.flatMap(() => statements)
  const table = new Table({
    colAligns: ['left', ...columns.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true, 'padding-left': 0 },
  })
  table.push(
    [
      '',
      ...TEMPERATURES.map((content) => ({ colSpan: statements.length, content, hAlign: 'left' as const })),
    ],
    [unit, ...columns.map((count) => colors.dim(String(count)))],
  )
  return table
}
