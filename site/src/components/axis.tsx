import { along, type Scale } from '../receipt/scale.ts'

export function Axis({ scale }: { readonly scale: Scale }) {
  return (
    <div className="row row-axis">
      <div className="track axis">
        {scale.ticksMs.map((tickMs) => (
          <span key={tickMs} style={{ left: along(scale, tickMs) }}>
            {tickMs.toLocaleString('en')}
          </span>
        ))}
      </div>
      <span className="row-value">ms</span>
    </div>
  )
}
