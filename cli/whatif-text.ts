/** What a change would do, for a terminal. Pure. */
import type { Change } from '../protocol/operators/changes.ts'
import type { Quantiles, WhatIfAnswer } from '../protocol/operators/whatif.ts'
import { findingText } from './overlay-text.ts'
import { newTable, pc } from './terminal.ts'
import { duration, millis, percent } from './units.ts'

export function whatIfText(change: Change, answer: WhatIfAnswer): string {
  const { requests, fromMs, toMs, moves, findings, leftOut } = answer
  const rules =
    findings.length === 0
      ? ['The safety rules have nothing against it.']
      : ['The safety rules are against it:', ...findings.map(findingText)]
  if (requests === 0 || fromMs === null || toMs === null)
    return ['No requests were reported lately: nothing to look at.', ...rules].join('\n')
  const moved = moves.reduce((sum, move) => sum + move.requests, 0)
  const isGuessed = moves.some(({ source }) => source === 'prior')
  return [
    `${suppose(change)} ${moved} of the latest ${requests} requests (${duration(toMs - fromMs)}) would move.`,
    ...(moves.length > 0 ? [moveTable(answer)] : []),
    loadTable(answer),
    `All of them, p50 / p95: ${quantiles(answer.before)} ms before, ${pc.bold(quantiles(answer.after))} ms after.`,
    ...(isGuessed ? ['`map`: that city has not measured the way there, it is guessed by distance.'] : []),
    ...(leftOut > 0
      ? [`${leftOut} more are left out: no region answered, or their city has measured nothing.`]
      : []),
    ...rules,
  ].join('\n')
}

function suppose(change: Change): string {
  switch (change.action) {
    case 'drain':
      return `With ${change.region} drained`
    case 'restore':
      return `With ${change.region} restored`
    case 'weight':
      return `With the weight ${percent(change.weight)} for ${change.region}`
    default:
      return 'With the change'
  }
}

function moveTable({ moves }: WhatIfAnswer): string {
  const table = newTable(['users in', 'from', 'to', 'requests', 'p50 / p95 before', 'after'])
  for (const { colo, intent, from, to, requests, source, before, after } of moves) {
    const guessed = source === 'prior' ? ' map' : ''
    const [was, would] = [`${quantiles(before)} ms`, `${quantiles(after)} ms${guessed}`]
    table.push([pc.bold(colo), from, to, `${requests} ${intent}s`, was, would])
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
