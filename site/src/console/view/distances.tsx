import { cityName } from '../../place/colos.ts'
import { formatMs } from '../../receipt/format.ts'
import type { Colo } from '../model/colos.ts'
import type { Convergence } from '../model/convergence.ts'
import { colourOf } from '../model/latency-colour.ts'
import type { RegionRow } from '../model/regions.ts'
import { span } from '../model/words.ts'
import './distances.css'

type Props = {
  readonly colos: readonly Colo[]
  readonly rows: readonly RegionRow[]
  readonly convergence: Convergence
  readonly nowMs: number
}

/** Each city's learned round trip to each region, and what it has in force. */
export function Distances({ colos, rows, convergence, nowMs }: Props) {
  return (
    <section className="panel distances" aria-labelledby="distances-title">
      <h2 id="distances-title" className="panel-title">
        Cities <span className="soft">and the round trips they have learned</span>
      </h2>
      <div className="scroll-x">
        <table className="grid">
          <thead>
            <tr>
              <th scope="col">City</th>
              {rows.map(({ id }) => (
                <th key={id} scope="col" className="number">
                  {cityName(id)}
                </th>
              ))}
              <th scope="col">Epoch</th>
              <th scope="col">Reported</th>
            </tr>
          </thead>
          <tbody>
            {colos.map(({ id, view, isolates }) => (
              <tr key={id} data-colo={id}>
                <th scope="row">
                  {cityName(id)}
                  {isolates.length > 1 && <span className="soft"> ×{isolates.length}</span>}
                </th>
                {rows.map((row) => (
                  <td key={row.id} className="number">
                    <Cell trips={row.roundTrips} colo={id} />
                  </td>
                ))}
                <td>
                  <i
                    className={`square square-${convergence.holding.includes(id) ? 'holding' : convergence.behind.includes(id) ? 'behind' : 'quiet'}`}
                  />
                  <code>{view.epoch}</code>
                  {view.overlay.source === 'unreachable' && <span className="bad"> store unreachable</span>}
                  {view.overlay.source === 'invalid' && <span className="bad"> overlay invalid</span>}
                </td>
                <td className="soft">{span(nowMs - view.atMs)} ago</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Cell({ trips, colo }: { readonly trips: RegionRow['roundTrips']; readonly colo: string }) {
  const found = trips.find((trip) => trip.colo === colo)
  if (!found) return <span className="soft">–</span>
  return (
    <span>
      <i className="heat" style={{ background: colourOf(found.ms) }} />
      {formatMs(found.ms)}
    </span>
  )
}
