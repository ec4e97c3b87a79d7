import type { HistoryEntry } from '../../../../protocol/operators/changes.ts'
import { changeInWords, clock } from '../model/words.ts'
import './history.css'

type Props = { readonly history: readonly HistoryEntry[]; readonly nowMs: number }

export function History({ history, nowMs }: Props) {
  return (
    <section className="panel history" aria-labelledby="history-title">
      <h2 id="history-title" className="panel-title">
        History
      </h2>
      {history.length === 0 && <p className="soft">Nothing was ever changed by hand.</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys. */}
      <ol tabIndex={0} aria-labelledby="history-title">
        {history.map(({ revision, atMs, by, why, change, forced }) => (
          <li key={revision}>
            <time dateTime={new Date(atMs).toISOString()}>{clock(atMs, nowMs)}</time>
            <span>
              <b>{changeInWords(change)}</b> <span className="soft">by {by}</span>
              <span className="history-why">
                {why}
                {forced.length > 0 && <em> Forced against {forced.join(', ')}.</em>}
              </span>
            </span>
            <code title={`Revision ${revision}`}>#{revision}</code>
          </li>
        ))}
      </ol>
    </section>
  )
}
