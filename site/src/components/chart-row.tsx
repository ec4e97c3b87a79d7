import type { ReactNode } from 'react'
import type { Row } from '../receipt/chart.ts'
import { formatMs } from '../receipt/format.ts'
import { along, type Scale } from '../receipt/scale.ts'

type Props = {
  readonly kind: Row['kind'] | 'total'
  readonly label: string
  readonly durMs: number
  readonly floorMs: number | undefined
  readonly scale: Scale
  readonly children: ReactNode
}

/** A label, a bar with the floor marked across it, a number. */
export function ChartRow({ kind, label, durMs, floorMs, scale, children }: Props) {
  return (
    <div className={`row row-${kind}`}>
      <span className="row-label">{label}</span>
      <div className="track">
        {children}
        {floorMs !== undefined && <i className="floor-mark" style={{ left: along(scale, floorMs) }} />}
      </div>
      <span className="row-value">{formatMs(durMs)}</span>
    </div>
  )
}
