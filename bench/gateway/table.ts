/** What was measured -> the tables on the terminal, one for each kind of request. Pure. */
import Table from 'cli-table3'
import colors from 'picocolors'
import type { Ratio } from '../result.ts'
import { spreadOf } from '../spread.ts'
import { type Cell, KINDS, type Kind } from './cells.ts'
import { CONTENDERS, SUBJECT } from './contenders.ts'
import { type GatewayRounds, medianOf, ratiosOf } from './summary.ts'

export function formatCells(rounds: GatewayRounds, cells: readonly Cell[]): string {
  return KINDS.flatMap((kind) => {
    const own = cells.filter((cell) => cell.kind === kind)
    return own.length > 0 ? formatKind(kind, rounds, own) : []
  }).join('\n')
}

function formatKind(kind: Kind, rounds: GatewayRounds, cells: readonly Cell[]): string {
  const head = ['', kind, 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs', 'busy', ...RATIOS]
  const table = new Table({
    head: head.map((each) => (each === kind ? colors.bold(each) : each)),
    colAligns: ['right', 'left', ...head.slice(2).map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  })
  for (const cell of cells) {
    CONTENDERS.forEach((name, index) => {
      const perSecond = medianOf(rounds, cell, name, (turn) => turn.perSecond)
      if (perSecond === undefined) return
      const of = (field: 'p50Ms' | 'p99Ms' | 'cpuUs' | 'busy', digits: number) =>
        medianOf(rounds, cell, name, (turn) => turn[field])?.toFixed(digits) ?? '–'
      const ratios = name === SUBJECT ? undefined : ratiosOf(rounds, cell, name)
      table.push([
        index === 0 ? String(cell.connections) : '',
        name === SUBJECT ? colors.bold(name) : name,
        colors.bold(perSecond.toFixed(0)),
        ...[of('p50Ms', 2), of('p99Ms', 2), of('cpuUs', 0), of('busy', 2)],
        ...[formatRatio(ratios?.throughput), formatRatio(ratios?.cpu)],
      ])
    })
  }
  return table.toString()
}

const RATIOS = ['gateway over it', 'per CPU second']

/** The median and its spread. */
function formatRatio(ratio: Ratio | undefined): string {
  if (!ratio) return ''
  const [low, high] = spreadOf(ratio).map((each) => each.toFixed(2))
  return `${colors.bold(ratio.median.toFixed(2))} ${colors.dim(`${low}–${high}`)}`
}
