import { nameOf } from '../place/cities.ts'
import type { Place } from '../place/place.ts'
import { pointOf } from './world.ts'

type Props = {
  readonly region: Place
  readonly isPrimary: boolean
  readonly isServing: boolean
  readonly isHere: boolean
}

/** A region: a ring where the primary is, filled while it serves you. */
export function RegionMark({ region, isPrimary, isServing, isHere }: Props) {
  const { x, y } = pointOf(region)
  const role = [isPrimary && 'primary', isHere && 'you'].filter(Boolean).join(', ')
  return (
    <g className={isServing ? 'region region-serving' : 'region'}>
      {isServing && <circle className="region-halo" cx={x} cy={y} r="16" />}
      {isPrimary && <circle className="region-ring" cx={x} cy={y} r="10.5" />}
      <circle className="region-dot" cx={x} cy={y} r="6" />
      <text className="region-name" textAnchor="middle" x={x} y={y} dy="1.9em">
        {nameOf(region.id)}
      </text>
      {role && (
        <text className="region-role" textAnchor="middle" x={x} y={y} dy="3.5em">
          {role}
        </text>
      )}
    </g>
  )
}
