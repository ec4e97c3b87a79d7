import { arcBetween, pointOf } from '../../map/world.ts'
import { cityName } from '../../place/colos.ts'
import type { Place } from '../../place/place.ts'
import { formatMs } from '../../receipt/format.ts'
import { type Flow, widthOf } from '../model/flows.ts'
import { colourOf } from '../model/latency-colour.ts'

export type Ends = { readonly flow: Flow; readonly from: Place; readonly to: Place }

const APART = 2.5
const RING = { read: 13.5, write: 19.5, onward: 19.5 } as const
const RING_SHARE = 0.6

/** Requests on their way: the great circle in the colour of their time; around a region what it answers at home. */
export function FlowLine({ ends: { flow, from, to }, most }: { readonly ends: Ends; readonly most: number }) {
  const { kind, requests, p50Ms } = flow
  const width = widthOf(requests, most)
  const title = `${cityName(from.id)} to ${cityName(to.id)}: ${requests} ${NOUN[kind]}, ${formatMs(p50Ms)}`
  const common = { stroke: colourOf(p50Ms), strokeWidth: width }
  if (from.id === to.id) {
    const { x, y } = pointOf(to)
    const ring = { ...common, strokeWidth: width * RING_SHARE }
    const radius = RING[kind] + ring.strokeWidth / 2
    return (
      <g className={`flow flow-${kind}`} data-flow={`${kind} ${from.id} ${to.id}`}>
        <title>{title}</title>
        <circle className="flow-home" cx={x} cy={y} r={radius} style={ring} />
      </g>
    )
  }
  const d = arcBetween(from, to)
  return (
    <g
      className={`flow flow-${kind}`}
      data-flow={`${kind} ${from.id} ${to.id}`}
      transform={aside(from, to, kind === 'read' ? 0 : APART + width / 2)}
    >
      <title>{title}</title>
      <path className="flow-way" d={d} style={common} />
      {kind === 'read' && <path className="flow-pulse" d={d} style={common} />}
    </g>
  )
}

const NOUN = { read: 'reads', write: 'writes', onward: 'writes on to the primary' } as const

/** Reads and writes of a city go side by side. */
function aside(from: Place, to: Place, distance: number): string {
  const [a, b] = [pointOf(from), pointOf(to)]
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1
  const [dx, dy] = [(-distance * (b.y - a.y)) / length, (distance * (b.x - a.x)) / length]
  return `translate(${dx.toFixed(2)} ${dy.toFixed(2)})`
}
