/** An explanation for a terminal. Pure. */
import type { ExplainRequest, Explanation } from '../protocol/operators/explain.ts'
import { newTable, pc } from './terminal.ts'
import { millis } from './units.ts'

export function explanationText(explanation: Explanation, { method, path }: ExplainRequest): string {
  const { epoch } = explanation
  if (explanation.kind === 'edge')
    return `${pc.bold(`${method} ${path}`)}: ${explanation.sentence} (epoch ${epoch})`
  const { intent, reason, learnedIn, attempts, regions, retries, lot } = explanation
  const table = newTable(
    ['try', 'region', 'there', '+ wait', '+ slow', '+ primary', '= cost', 'why'],
    [5, 8, 9, 8, 8, 11, 8, 33],
  )
  for (const region of regions) {
    const { id, place, rttMs, rttSource, waitMs, pressureMs, toPrimaryMs, costMs, sentence } = region
    table.push([
      place ?? '–',
      place === null ? pc.dim(id) : pc.bold(id),
      `${millis(rttMs)}${rttSource === 'prior' ? ' map' : ''}`,
      addedText(waitMs),
      addedText(pressureMs),
      toPrimaryMs === null ? '–' : millis(toPrimaryMs),
      millis(costMs),
      sentence,
    ])
  }
  const knowledge = learnedIn === null ? 'by the map alone' : `by what ${learnedIn} has learned`
  return [
    `${pc.bold(`${method} ${path}`)} is a ${intent} (${reason}): ${attempts.map(({ region }) => region).join(', then ')}`,
    `${knowledge}, epoch ${epoch}, lot ${lot.toFixed(3)}${intent === 'write' && !retries ? ', sent once' : ''}`,
    table.toString(),
    'Milliseconds, there and back. `map`: not measured yet, guessed by distance.',
  ].join('\n')
}

/** What costs nothing is not shown; no end of waiting comes as null in JSON. */
function addedText(ms: number | null): string {
  if (ms === null || ms === Number.POSITIVE_INFINITY) return 'no end'
  return ms === 0 ? '' : millis(ms)
}
