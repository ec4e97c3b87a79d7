import type { Outcome } from '../api/exchange.ts'
import { nameOf } from '../place/cities.ts'
import { chartOf } from '../receipt/chart.ts'
import { factsOf } from '../receipt/facts.ts'
import type { Scale } from '../receipt/scale.ts'
import { ReceiptChart } from './receipt-chart.tsx'
import { ReceiptTable } from './receipt-table.tsx'
import { RequestLine } from './request-line.tsx'
import './receipt-card.css'

type Failed = Exclude<Outcome, { kind: 'answered' }>

/** A request without a good answer: what it says for itself, and when it is worth another try. */
export function FailureCard({ outcome, scale }: { readonly outcome: Failed; readonly scale: Scale }) {
  if (outcome.kind === 'unreachable') {
    return (
      <article className="card card-failed">
        <header className="card-head">
          <RequestLine asked={outcome.asked} />
        </header>
        <p className="card-sentence">
          The API does not answer. This page comes from the edge and stays; try again in a moment.
        </p>
      </article>
    )
  }
  const { receipt, problem } = outcome
  const chart = chartOf(receipt, nameOf)
  const { title, detail, retryAfterS } = problem
  return (
    <article className="card card-failed" data-region={receipt.region} data-action={receipt.action}>
      <header className="card-head">
        <RequestLine asked={receipt} status={receipt.status} />
      </header>
      <p className="card-sentence">
        <b>{title}.</b> {detail}
        {retryAfterS !== undefined && ` Worth another try in ${retryAfterS} s.`}
        {receipt.status >= 500 && ' This page comes from the edge and stays.'}
      </p>
      {chart.segments.length > 0 && (
        <>
          <ReceiptChart chart={chart} scale={scale} />
          <ReceiptTable chart={chart} />
        </>
      )}
      {receipt.verdicts.length > 0 && (
        <footer className="card-foot">
          {factsOf(receipt).map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </footer>
      )}
    </article>
  )
}
