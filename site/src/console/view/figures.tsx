import type { HistoryEntry } from '../../../../protocol/operators/changes.ts'
import type { Receipt } from '../../../../protocol/operators/status.ts'
import { formatMs } from '../../receipt/format.ts'
import type { Convergence } from '../model/convergence.ts'
import { LIVE_MS } from '../model/flows.ts'
import { colourOf } from '../model/latency-colour.ts'
import { quantilesOf } from '../model/quantile.ts'
import { type Count, rateOf } from '../model/rate.ts'
import { tookMs } from '../model/receipts.ts'
import { changeInWords, clock } from '../model/words.ts'
import { ActionButton } from './action-button.tsx'
import { ConvergenceBar } from './convergence-bar.tsx'
import './figures.css'

type Props = {
  readonly receipts: readonly Receipt[]
  readonly counts: readonly Count[]
  readonly nowMs: number
  readonly convergence: Convergence
  readonly last: HistoryEntry | undefined
  readonly undo: () => void
}

/** The few numbers that tell how it is. */
export function Figures({ receipts, counts, nowMs, convergence, last, undo }: Props) {
  const live = receipts.filter(({ atMs, region }) => atMs > nowMs - LIVE_MS && region !== null)
  const of = (intent: string) => quantilesOf(live.filter((receipt) => receipt.intent === intent).map(tookMs))
  const rate = rateOf(counts)
  return (
    <section className="figures" aria-label="How it is, by the last minute">
      <dl className="panel figures-numbers">
        <Pair label="Reads" {...of('read')} />
        <Pair label="Writes" {...of('write')} />
        <div>
          <dt>Requests to regions</dt>
          <dd>
            <b>{rate ? formatRate(rate.perSecond) : '–'}</b> <small>per second</small>
          </dd>
        </div>
        <div>
          <dt>Not answered</dt>
          <dd className={rate && rate.unanswered > 0 ? 'bad' : ''}>
            <b>{rate?.unanswered ?? '–'}</b> <small>last minute</small>
          </dd>
        </div>
      </dl>
      <div className="panel figures-card">
        <h2 className="panel-title">Convergence</h2>
        <ConvergenceBar convergence={convergence} />
      </div>
      <div className="panel figures-card">
        <h2 className="panel-title">Last change</h2>
        {last ? (
          <>
            <p className="figures-change">
              <b>{changeInWords(last.change)}</b>
              <span>
                {clock(last.atMs, nowMs)} by {last.by}: {last.why}
              </span>
            </p>
            <ActionButton verb="Undo" what="the last change" onClick={undo} />
          </>
        ) : (
          <p className="soft">Nothing was ever changed by hand.</p>
        )}
      </div>
    </section>
  )
}

type PairProps = { readonly label: string; readonly p50: number | null; readonly p95: number | null }

function Pair({ label, p50, p95 }: PairProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {p50 !== null && <i className="figures-tone" style={{ background: colourOf(p50) }} />}
        <b>{p50 === null ? '–' : formatMs(p50)}</b> <small>p95 {p95 === null ? '–' : formatMs(p95)}</small>
      </dd>
    </div>
  )
}

function formatRate(perSecond: number): string {
  return perSecond.toLocaleString('en', { maximumFractionDigits: perSecond < 10 ? 1 : 0 })
}
