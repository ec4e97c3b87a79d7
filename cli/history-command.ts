/** `nearside history`. */
import { Command } from 'commander'
import type { HistoryEntry } from '../protocol/operators/changes.ts'
import { readHistory } from './change.ts'
import { connect } from './gateway-client.ts'
import { type AsOperator, asOperator, parseCount } from './options.ts'
import { changeText } from './overlay-text.ts'
import { show } from './show.ts'
import { newTable, pc } from './terminal.ts'
import { utc } from './units.ts'

export function historyCommand(): Command {
  return asOperator(new Command('history'))
    .description('who changed what, when and why; the newest first')
    .option('--limit <n>', 'how many at the most', parseCount, 20)
    .addHelpText('after', '\nExample:\n  nearside history --limit 5')
    .action(async (options: AsOperator & { readonly limit: number }) => {
      const gateway = await connect(options)
      const entries = await readHistory(gateway, options.limit)
      show(entries, options.json, historyText)
    })
}

function historyText(entries: readonly HistoryEntry[]): string {
  if (entries.length === 0) return 'Nothing was ever changed.'
  const table = newTable(['revision', 'when', 'who', 'what', 'why'], [10, 22, 14, 28, 20])
  for (const { revision, atMs, by, change, why, forced } of entries) {
    const against = forced.length > 0 ? pc.yellow(` (forced against ${forced.join(', ')})`) : ''
    table.push([revision, utc(atMs), by, `${changeText(change)}${against}`, why])
  }
  return table.toString()
}
