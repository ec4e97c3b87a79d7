import type { Receipt } from '../../../../protocol/operators/status.ts'
import { cityName } from '../../place/colos.ts'
import { formatMs } from '../../receipt/format.ts'
import type { Segment } from '../../receipt/segments.ts'

type Props = { readonly receipt: Receipt; readonly segments: readonly Segment[] }

/** All that is known of one request. */
export function ReceiptDetails({ receipt, segments }: Props) {
  const { floorMs, alt, reason, epoch, traceId, data, replay, failedTries, status, country } = receipt
  const facts: readonly (readonly [string, string])[] = [
    ['Why this region', reason],
    ['Status', String(status)],
    ...(data ? [['Data', data] as const] : []),
    ...(replay ? [['Replayed', replay] as const] : []),
    ...(failedTries > 0 ? [['Tries that failed', String(failedTries)] as const] : []),
    ...(country ? [['Client in', country] as const] : []),
    ['Epoch', epoch],
    ['Trace', traceId],
  ]
  return (
    <div className="receipt-details">
      <ul className="parts">
        {segments.map(({ kind, label, durMs }) => (
          <li key={`${kind} ${label}`}>
            <i className={`swatch part-${kind}`} />
            {label === 'You to edge' ? 'Client to edge' : label} <b>{formatMs(durMs)}</b>
          </li>
        ))}
        {floorMs !== null && (
          <li>
            <i className="swatch swatch-floor" />
            Floor: light in fibre <b>{formatMs(floorMs)}</b>
          </li>
        )}
        {alt && (
          <li>
            {cityName(alt.region)} would have cost <b>{formatMs(alt.ms)}</b>
          </li>
        )}
      </ul>
      <dl>
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
