/** Profiles -> what takes the most time, for the terminal. Pure. */
import Table from 'cli-table3'
import colors from 'picocolors'
import type { Kind } from '../cells.ts'
import type { FunctionTime } from './functions.ts'

const ROWS = 12

export type Profiled = { readonly functions: readonly FunctionTime[]; readonly outside: number }

/** @param profiles of each kind; the first one's order counts. */
export function formatFunctions(profiles: ReadonlyMap<Kind, Profiled>): string {
  const kinds = [...profiles.keys()]
  const table = new Table({
    head: ['by itself', '', ...kinds],
    colAligns: ['left', 'left', ...kinds.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  })
  const [first] = profiles.values()
  for (const { name, place } of first?.functions.slice(0, ROWS) ?? []) {
    const shares = kinds.map((kind) => {
      const own = profiles.get(kind)?.functions.find((time) => time.name === name && time.place === place)
      return own ? percent(own.self) : '–'
    })
    table.push([name, place, ...shares])
  }
  const outside = [...profiles.values()].map((profiled) => percent(profiled.outside))
  table.push(['outside of the engine', 'sockets, HTTP, waiting', ...outside].map((each) => colors.dim(each)))
  return table.toString()
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
