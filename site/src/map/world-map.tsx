import { CITIES, nameOf } from '../place/cities.ts'
import type { Mesh, Place } from '../place/place.ts'
import type { Receipt } from '../receipt/receipt.ts'
import { LegArc } from './leg-arc.tsx'
import { legsOf } from './legs.ts'
import { RegionMark } from './region-mark.tsx'
import { GRATICULE, LAND, pointOf, VIEW_BOX } from './world.ts'
import './world-map.css'

type Props = {
  readonly mesh: Mesh
  readonly here: Place | undefined
  readonly receipt: Receipt | undefined
}

/** The regions, your city, and the way of the last request. */
export function WorldMap({ mesh, here, receipt }: Props) {
  const legs = receipt ? legsOf(receipt, here, mesh) : []
  const others = CITIES.filter(({ id }) => !mesh.regions.some((region) => region.id === id))
  return (
    <svg className="world" viewBox={VIEW_BOX} role="img" aria-label={captionOf(mesh, here, receipt)}>
      <path className="world-graticule" d={GRATICULE} />
      <path className="world-land" d={LAND} />
      {others.map((city) => (
        <circle key={city.id} className="world-city" cx={pointOf(city).x} cy={pointOf(city).y} r="2.5" />
      ))}
      {legs.map((leg) => (
        <LegArc key={`${leg.from.id} ${leg.to.id}`} leg={leg} />
      ))}
      {mesh.regions.map((region) => (
        <RegionMark
          key={region.id}
          region={region}
          isPrimary={region.id === mesh.primary}
          isServing={region.id === receipt?.region}
          isHere={region.id === here?.id}
        />
      ))}
      {here && !mesh.regions.some(({ id }) => id === here.id) && (
        <g className="world-here">
          <circle cx={pointOf(here).x} cy={pointOf(here).y} r="6" />
          <text textAnchor="middle" x={pointOf(here).x} y={pointOf(here).y} dy="1.7em">
            {nameOf(here.id)}
          </text>
        </g>
      )}
    </svg>
  )
}

function captionOf(mesh: Mesh, here: Place | undefined, receipt: Receipt | undefined): string {
  const regions = `Regions: ${mesh.regions.map(({ id }) => nameOf(id)).join(', ')}.`
  const you = here ? ` You are in ${nameOf(here.id)}.` : ''
  const serving = receipt?.region ? ` ${nameOf(receipt.region)} answered last.` : ''
  return `World map. ${regions}${you}${serving}`
}
