import type { Receipt } from '../../../../protocol/operators/status.ts'
import { RequestLine } from '../../components/request-line.tsx'
import { StackedBar } from '../../components/stacked-bar.tsx'
import { cityName } from '../../place/colos.ts'
import { formatMs } from '../../receipt/format.ts'
import { along, type Scale } from '../../receipt/scale.ts'
import { segmentsOf } from '../../receipt/segments.ts'
import { coloId } from '../model/colos.ts'
import { metricsOf, tookMs } from '../model/receipts.ts'
import { ReceiptDetails } from './receipt-details.tsx'

type Props = {
  readonly receipt: Receipt
  readonly scale: Scale
  readonly isOpen: boolean
  readonly toggle: () => void
}

/** One request in one line; opened, all that is known of it. */
export function ReceiptRow({ receipt, scale, isOpen, toggle }: Props) {
  const { atMs, colo, method, path, status, region, floorMs } = receipt
  const segments = segmentsOf(metricsOf(receipt), cityName)
  const isFailed = region === null || status >= 500
  return (
    <li className={isOpen ? 'receipt-row receipt-open' : 'receipt-row'} data-region={region ?? ''}>
      <button type="button" className="receipt-line" aria-expanded={isOpen} onClick={toggle}>
        <time dateTime={new Date(atMs).toISOString()}>{timeOf(atMs)}</time>
        <span className="receipt-way">
          {cityName(coloId(colo))} <span className="soft">→ {region ? cityName(region) : 'no region'}</span>
        </span>
        <RequestLine asked={{ action: 'read', method, path }} {...(isFailed ? { status } : {})} />
        <span className="receipt-track" aria-hidden="true">
          <StackedBar segments={segments} scale={scale} />
          {floorMs !== null && <i className="floor-mark" style={{ left: along(scale, floorMs) }} />}
        </span>
        <b className={isFailed ? 'receipt-took bad' : 'receipt-took'}>{formatMs(tookMs(receipt))}</b>
      </button>
      {isOpen && <ReceiptDetails receipt={receipt} segments={segments} />}
    </li>
  )
}

function timeOf(atMs: number): string {
  return new Date(atMs).toLocaleTimeString('en-GB')
}
