import type { Entry } from '../ledger.ts'
import { nameOf } from '../place/cities.ts'
import { chartOf, durationsOf } from '../receipt/chart.ts'
import { scaleFor } from '../receipt/scale.ts'
import { FailureCard } from './failure-card.tsx'
import { ReceiptCard } from './receipt-card.tsx'
import './receipts.css'

type Props = { readonly entries: readonly Entry[]; readonly primary: string }

/** Every receipt on one scale, newest first. */
export function Receipts({ entries, primary }: Props) {
  const durations = entries.flatMap(({ outcome }) =>
    outcome.kind === 'unreachable' ? [] : durationsOf(chartOf(outcome.receipt, nameOf)),
  )
  const scale = scaleFor(durations)
  return (
    <section className="receipts" aria-labelledby="receipts-title">
      <div className="receipts-head">
        <h2 id="receipts-title">Receipts</h2>
        <p>
          A bar is one request, cut into the places where its time went. Beside it stand the floor, the time
          that light in fibre needs there and back, and what the next-best region would have cost. All share
          one scale.
        </p>
      </div>
      {entries.length === 0 && <p className="receipts-empty">The first receipt is on its way.</p>}
      <ol className="receipts-list">
        {entries.map(({ id, outcome, gist }) => (
          <li key={id}>
            {outcome.kind === 'answered' ? (
              <ReceiptCard receipt={outcome.receipt} gist={gist} scale={scale} primary={primary} />
            ) : (
              <FailureCard outcome={outcome} scale={scale} />
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
