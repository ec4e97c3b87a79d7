import { GRATICULE, LAND, pointOf, VIEW_BOX } from '../../map/world.ts'
import { cityOf } from '../../place/colos.ts'
import { sharesOf } from '../model/flows.ts'
import { boxAround, placeLabels } from '../model/labels.ts'
import { headlineOf } from '../model/words.ts'
import { ColoMark } from './colo-mark.tsx'
import { type Ends, FlowLine } from './flow-line.tsx'
import { RegionSpot } from './region-spot.tsx'
import type { TrafficProps } from './traffic-panel.tsx'
import '../../map/world-map.css'
import './traffic-map.css'

/** Regions, the cities that report, and who is answered by whom. */
export function TrafficMap({ rows, colos, flows }: TrafficProps) {
  const most = Math.max(...flows.map(({ requests }) => requests))
  const shares = sharesOf(flows)
  const regionAt = new Map(rows.map((row) => [row.id, pointOf(row)]))
  const cities = colos.flatMap(({ id }) => (regionAt.has(id) ? [] : (cityOf(id) ?? [])))
  const cityAt = new Map(cities.map((city) => [city.id, pointOf(city)]))
  const placeOf = (id: string) => rows.find((row) => row.id === id) ?? cities.find((city) => city.id === id)
  const missing = colos.filter(({ id }) => !regionAt.has(id) && !cityAt.has(id))
  const labels = placeLabels(
    cities.map(({ id, name }) => ({ id, text: name, ...(cityAt.get(id) ?? { x: 0, y: 0 }) })),
    [...regionAt.values()].flatMap(({ x, y }) => [boxAround(x, y, 44, 44), boxAround(x, y + 42, 96, 34)]),
  )
  const lines = flows.toReversed().flatMap((flow): Ends[] => {
    const [from, to] = [placeOf(flow.from), placeOf(flow.to)]
    return from && to ? [{ flow, from, to }] : []
  })
  return (
    <>
      <svg className="traffic-ground" viewBox={VIEW_BOX} aria-hidden="true">
        <path className="world-graticule" d={GRATICULE} />
        <path className="world-land" d={LAND} />
      </svg>
      <svg
        className="traffic-map"
        viewBox={VIEW_BOX}
        role="img"
        aria-label={`World map. ${headlineOf(rows)} The table below has its lines.`}
      >
        {lines.map((ends) => (
          <FlowLine key={`${ends.flow.kind} ${ends.flow.from} ${ends.flow.to}`} ends={ends} most={most} />
        ))}
        {cities.map(({ id }) => (
          <ColoMark key={id} at={cityAt.get(id)} label={labels.find((label) => label.id === id)} />
        ))}
        {rows.map((row) => (
          <RegionSpot key={row.id} row={row} share={shares.get(row.id)} />
        ))}
      </svg>
      {missing.length > 0 && (
        <p className="traffic-missing">
          Not on the map: {missing.map(({ id }) => id.toUpperCase()).join(', ')}
        </p>
      )}
    </>
  )
}
