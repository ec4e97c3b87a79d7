import Table from 'cli-table3'
import colors from 'picocolors'
import type { Summary } from '../stats.ts'
import type { Freshness } from './summary.ts'

/** What was found -> the table on the terminal. Pure. */
export function formatFreshness(freshness: Freshness): string {
  const { reads, local, waited, primary, elsewhere, wait, write, read, sticky } = freshness
  const table = new Table({
    head: ['a write, then at once the read of it', 'p50', 'p95', 'p99', 'max'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  })
  const line = (name: string, times: Summary | undefined, max = '') =>
    table.push([name, ...[times?.p50, times?.p95, times?.p99].map((ms) => ms?.toFixed(1) ?? '–'), max])
  line('write, with key and bookmark', write)
  line('read with its bookmark', read)
  line('  of it the wait for the replica', wait, wait ? colors.bold(wait.max.toFixed(1)) : '–')
  line('the same read kept on the primary', sticky)
  const share = (count: number) => `${count} (${((100 * count) / Math.max(1, reads)).toFixed(1)} %)`
  const shares = `  of ${reads} reads: local ${share(local)}, waited ${share(waited)}, primary ${share(primary)}, elsewhere ${share(elsewhere)}`
  return `${table.toString()}\n${colors.dim(shares)}`
}
