import type { Quantiles, WhatIfAnswer } from '../../../../protocol/operators/whatif.ts'
import { cityName } from '../../place/colos.ts'
import { formatMs } from '../../receipt/format.ts'
import { coloId } from '../model/colos.ts'

/** Whom it would have moved, by the requests of the last minutes. */
export function Moves({ whatIf: { moves, requests, before, after } }: { readonly whatIf: WhatIfAnswer }) {
  if (requests === 0) return <p className="soft moves-none">No recent requests tell whom it would move.</p>
  const moved = moves.reduce((sum, move) => sum + move.requests, 0)
  return (
    <section className="moves" aria-label="What would move">
      <p>
        <b>
          {moved} of {requests}
        </b>{' '}
        recent requests would go elsewhere; over all, p50 goes {arrow(before, after, 'p50')} and p95{' '}
        {arrow(before, after, 'p95')}.
      </p>
      {moves.length > 0 && (
        <div className="scroll-x moves-scroll">
          <table className="grid">
            <thead>
              <tr>
                <th scope="col">City</th>
                <th scope="col">Goes</th>
                <th scope="col" className="number">
                  p50
                </th>
                <th scope="col" className="number">
                  p95
                </th>
              </tr>
            </thead>
            <tbody>
              {moves.map((move) => (
                <tr key={`${move.colo} ${move.intent} ${move.from} ${move.to} ${move.source}`}>
                  <th scope="row">
                    {cityName(coloId(move.colo))}{' '}
                    <span className="soft">
                      {move.requests} {move.intent === 'read' ? 'reads' : 'writes'}
                    </span>
                  </th>
                  <td>
                    {cityName(move.from)} → {cityName(move.to)}
                    {move.source === 'prior' && <span className="soft"> (way not measured yet)</span>}
                  </td>
                  <td className="number" data-label="p50">
                    {arrow(move.before, move.after, 'p50')}
                  </td>
                  <td className="number" data-label="p95">
                    {arrow(move.before, move.after, 'p95')}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function arrow(before: Quantiles, after: Quantiles, which: keyof Quantiles): string {
  return `${show(before[which]).replace(/ ms$/, '')} → ${show(after[which])}`
}

function show(milliseconds: number | null): string {
  return milliseconds === null ? '–' : formatMs(milliseconds)
}
