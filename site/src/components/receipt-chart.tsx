import type { Chart } from '../receipt/chart.ts'
import { formatMs } from '../receipt/format.ts'
import { along, type Scale } from '../receipt/scale.ts'
import { Axis } from './axis.tsx'
import { ChartRow } from './chart-row.tsx'
import { StackedBar } from './stacked-bar.tsx'
import './receipt-chart.css'

type Props = { readonly chart: Chart; readonly scale: Scale }

/** The drawing; its numbers for a screen reader are in ReceiptTable. */
export function ReceiptChart({ chart, scale }: Props) {
  const { segments, rows, totalMs, floorMs } = chart
  return (
    <div className="chart" aria-hidden="true">
      <ChartRow kind="total" label="This answer" durMs={totalMs} scale={scale} floorMs={floorMs}>
        <StackedBar segments={segments} scale={scale} />
      </ChartRow>
      {rows.map(({ kind, label, durMs }) => (
        <ChartRow key={kind} kind={kind} label={label} durMs={durMs} scale={scale} floorMs={floorMs}>
          <div className={`thin thin-${kind}`} style={{ width: along(scale, durMs) }} />
        </ChartRow>
      ))}
      <Axis scale={scale} />
      <ul className="parts">
        {segments.map(({ kind, label, durMs }) => (
          <li key={`${kind} ${label}`}>
            <i className={`swatch part-${kind}`} />
            {label} <b>{formatMs(durMs)}</b>
          </li>
        ))}
      </ul>
    </div>
  )
}
