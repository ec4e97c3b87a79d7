import { nameOf } from '../place/cities.ts'
import { chartOf } from '../receipt/chart.ts'
import { factsOf } from '../receipt/facts.ts'
import { formatMs } from '../receipt/format.ts'
import type { Receipt } from '../receipt/receipt.ts'
import type { Scale } from '../receipt/scale.ts'
import { sentenceOf } from '../receipt/sentence.ts'
import { toneOf } from '../receipt/tone.ts'
import { ReceiptChart } from './receipt-chart.tsx'
import { ReceiptTable } from './receipt-table.tsx'
import { RequestLine } from './request-line.tsx'
import './receipt-card.css'

type Props = {
  readonly receipt: Receipt
  readonly gist: string | undefined
  readonly scale: Scale
  readonly primary: string
}

export function ReceiptCard({ receipt, gist, scale, primary }: Props) {
  const chart = chartOf(receipt, nameOf)
  return (
    <article className="card" data-region={receipt.region} data-action={receipt.action}>
      <header className="card-head">
        <RequestLine asked={receipt} status={receipt.status} />
        <strong className={`card-total tone-${toneOf(chart.totalMs)}`}>{formatMs(chart.totalMs)}</strong>
      </header>
      <p className="card-sentence">{sentenceOf(receipt, nameOf, primary)}</p>
      <ReceiptChart chart={chart} scale={scale} />
      <ReceiptTable chart={chart} />
      <footer className="card-foot">
        {gist && <span>{gist}</span>}
        {factsOf(receipt).map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      </footer>
    </article>
  )
}
