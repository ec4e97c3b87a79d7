import { cityName } from '../../place/colos.ts'
import { formatMs } from '../../receipt/format.ts'
import { type Flow, sharesOf } from '../model/flows.ts'
import type { RegionRow } from '../model/regions.ts'
import { percent } from '../model/words.ts'
import { ActionButton } from './action-button.tsx'
import type { Opened } from './change-dialog.tsx'
import { HealthCell } from './health-cell.tsx'
import { StateCell } from './state-cell.tsx'
import './regions-table.css'

type Props = {
  readonly rows: readonly RegionRow[]
  readonly flows: readonly Flow[]
  /** How many cities report. */
  readonly colos: number
  readonly nowMs: number
  readonly open: (opened: Opened) => void
}

export function RegionsTable({ rows, flows, colos, nowMs, open }: Props) {
  const shares = sharesOf(flows)
  return (
    <section className="panel regions" id="main" tabIndex={-1} aria-labelledby="regions-title">
      <h2 id="regions-title" className="panel-title">
        Regions
      </h2>
      <table className="regions-table">
        <thead>
          <tr>
            <th scope="col">Region</th>
            <th scope="col">State</th>
            <th scope="col">Traffic</th>
            <th scope="col">Health</th>
            <th scope="col">Round trip</th>
            <th scope="col">Data</th>
            <th scope="col">
              <span className="visually-hidden">Change</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} data-region={row.id} data-state={row.state}>
              <th scope="row">
                <b>{cityName(row.id)}</b>
                <span className="soft">
                  {row.id} · {row.isPrimary ? 'primary' : 'replica'}
                  {row.reach === 'binding' && ' · private link'}
                </span>
              </th>
              <td data-label="State">
                <StateCell row={row} nowMs={nowMs} />
              </td>
              <td data-label="Traffic">
                <TrafficCell share={shares.get(row.id) ?? 0} weight={row.weight} />
              </td>
              <td data-label="Health">
                <HealthCell row={row} colos={colos} />
              </td>
              <td data-label="Round trip">
                <RoundTripCell trips={row.roundTrips} />
              </td>
              <td data-label="Data">
                <DataCell standing={row.standing} />
              </td>
              <td className="regions-actions">
                <ActionButton
                  verb={row.isDrained ? 'Restore' : 'Drain'}
                  what={cityName(row.id)}
                  onClick={() =>
                    open({ change: { action: row.isDrained ? 'restore' : 'drain', region: row.id } })
                  }
                />
                <ActionButton
                  verb="Weight"
                  what={`of ${cityName(row.id)}`}
                  onClick={() => open({ change: { action: 'weight', region: row.id, weight: row.weight } })}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function TrafficCell({ share, weight }: { readonly share: number; readonly weight: number }) {
  return (
    <>
      <span>{percent(share)}</span>
      <span className="share" aria-hidden="true">
        <i style={{ width: `${share * 100}%` }} />
      </span>
      <span className="soft">weight {percent(weight)}</span>
    </>
  )
}

function RoundTripCell({ trips }: { readonly trips: RegionRow['roundTrips'] }) {
  const [nearest, farthest] = [trips[0], trips.at(-1)]
  if (!nearest || !farthest) return <span className="soft">none learned yet</span>
  return (
    <>
      <span>
        {formatMs(nearest.ms)} <span className="soft">{cityName(nearest.colo)}</span>
      </span>
      {farthest !== nearest && (
        <span className="soft">
          to {formatMs(farthest.ms)} {cityName(farthest.colo)}
        </span>
      )}
    </>
  )
}

function DataCell({ standing }: { readonly standing: RegionRow['standing'] }) {
  if (!standing) return <span className="soft">not known yet</span>
  const { role, ageMs, timeline } = standing
  return (
    <>
      <span>
        {role === 'primary' ? 'newest' : ageMs === null ? 'age not known' : `${formatLag(ageMs)} behind`}
      </span>
      <span className="soft">timeline {timeline}</span>
    </>
  )
}

function formatLag(ageMs: number): string {
  return ageMs < 1000 ? formatMs(ageMs) : `${(ageMs / 1000).toFixed(1)} s`
}
