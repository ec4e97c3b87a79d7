import { pointOf } from '../../map/world.ts'
import { cityName } from '../../place/colos.ts'
import type { RegionRow } from '../model/regions.ts'
import { percent } from '../model/words.ts'

type Props = { readonly row: RegionRow; readonly share: number | undefined }

/** A region: filled while it serves, hollow while it is drained, with a ring where the primary is. */
export function RegionSpot({ row, share = 0 }: Props) {
  const { x, y } = pointOf(row)
  const { id, state, isPrimary, weight } = row
  const words = [
    isPrimary && 'primary',
    state === 'drained' && 'drained',
    state === 'unwell' && 'unwell',
    state === 'reduced' && `weight ${percent(weight)}`,
    share > 0 && percent(share),
  ].filter(Boolean)
  return (
    <g className={`spot spot-${state}`} data-region={id} data-state={state}>
      {isPrimary && <circle className="spot-ring" cx={x} cy={y} r="10" />}
      <circle className="spot-dot" cx={x} cy={y} r="6" />
      {state === 'drained' && <path className="spot-cross" d={`M${x - 4.5} ${y + 4.5}l9 -9`} />}
      <text className="spot-name" textAnchor="middle" x={x} y={y} dy="2.2em">
        {cityName(id)}
      </text>
      <text className="spot-words" textAnchor="middle" x={x} y={y} dy="4em">
        {words.join(' · ')}
      </text>
    </g>
  )
}
