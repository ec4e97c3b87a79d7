import type { Chart } from '../receipt/chart.ts'
import { formatMs } from '../receipt/format.ts'

/** The same numbers as the drawing, for those who can't see it. */
export function ReceiptTable({ chart: { segments, totalMs, rows } }: { readonly chart: Chart }) {
  const lines = [...segments, { kind: 'total', label: 'This answer', durMs: totalMs }, ...rows]
  return (
    <table className="visually-hidden">
      <caption>Receipt</caption>
      <thead>
        <tr>
          <th scope="col">Part</th>
          <th scope="col">Time</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ kind, label, durMs }) => (
          <tr key={`${kind} ${label}`} data-part={kind}>
            <th scope="row">{label}</th>
            <td>{formatMs(durMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
