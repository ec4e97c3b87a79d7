/** What a change would do, for a terminal. Pure. */
import type { Change } from '../protocol/operators/changes.ts'
import type { Quantiles, WhatIfAnswer } from '../protocol/operators/whatif.ts'
import { changeText, findingText } from './overlay-text.ts'
import { newTable, pc } from './terminal.ts'
import { duration, millis, percent } from './units.ts'

export function whatIfText(change: Change, answer: WhatIfAnswer): string {
  const { requests, fromMs, toMs, moves, findings } = answer
  const rules =
    findings.length === 0
      ? ['The safety rules have nothing against it.']
      : ['The safety rules are against it:', ...findings.map(findingText)]
  if (requests === 0 || fromMs === null || toMs === null)
    return [`No requests were reported lately: nothing to look at.`, ...rules].join('\n')
  const moved = moves.reduce((sum, move) => sum + move.requests, 0)
  return [
    `If it were so that someone ${changeText(change)}: of the ${requests} latest requests (${duration(toMs - fromMs)}) ${moved} would move.`,
    ...(moves.length > 0 ? [moveTable(answer)] : []),
    loadTable(answer),
    `All of them, p50 / p95: ${quantiles(answer.before)} ms before, ${pc.bold(quantiles(answer.after))} ms after.`,
    ...(moves.some(({ source }) => source === 'prior')
      ? ['`map`: that city has not measured the way there, it is guessed by distance.']
      : []),
    ...(answer.leftOut > 0
      ? [`${answer.leftOut} more are left out: no region answered, or their city has measured nothing.`]
      : []),
    ...rules,
  ].join('\n')
}

function moveTable({ moves }: WhatIfAnswer): string {
  const table = newTable(['users in', 'from', 'to', 'requests', 'p50 / p95 before', 'after'])
  for (const { colo, from, to, requests, source, before, after } of moves) {
    const guessed = source === 'prior' ? ' map' : ''
    table.push([
      pc.bold(colo),
      from,
      to,
      requests,
      `${quantiles(before)} ms`,
      `${quantiles(after)} ms${guessed}`,
    ])
  }
  return table.toString()
}

function loadTable({ load, requests }: WhatIfAnswer): string {
  const table = newTable(['region', 'load before', 'after'])
  for (const [id, { before, after }] of Object.entries(load))
    table.push([pc.bold(id), percent(before / requests), percent(after / requests)])
  return table.toString()
}

function quantiles({ p50, p95 }: Quantiles): string {
  return `${millis(p50)} / ${millis(p95)}`
}
