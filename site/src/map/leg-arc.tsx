import { formatMs } from '../receipt/format.ts'
import { toneOf } from '../receipt/tone.ts'
import type { Leg } from './legs.ts'
import { arcBetween, labelPoint } from './world.ts'

/** One leg of a request's way: the great circle, in the colour of its time. */
export function LegArc({ leg: { from, to, durMs } }: { readonly leg: Leg }) {
  const tone = toneOf(durMs)
  const { x, y, anchor } = labelPoint(from, to)
  return (
    <g className={`leg tone-${tone}`}>
      <path className="leg-arc" d={arcBetween(from, to)} pathLength="1" />
      <text className="leg-label" x={x} y={y} textAnchor={anchor}>
        {formatMs(durMs)}
      </text>
    </g>
  )
}
