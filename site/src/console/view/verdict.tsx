import { isRefused, type Trial } from '../model/draft.ts'

type Props = {
  readonly trial: Trial
  readonly isForced: boolean
  readonly force: (isForced: boolean) => void
}

/** What the safety rules say, before anything counts. */
export function Verdict({ trial, isForced, force }: Props) {
  return (
    <div className="verdict" role="status" aria-atomic="true">
      <Words trial={trial} />
      {trial.kind === 'judged' && trial.answer.findings.length > 0 && !isRefused(trial.answer.findings) && (
        <label className="force">
          <input type="checkbox" checked={isForced} onChange={({ target }) => force(target.checked)} />
          <span>Do it all the same. It is recorded as forced.</span>
        </label>
      )}
    </div>
  )
}

function Words({ trial }: { readonly trial: Trial }) {
  switch (trial.kind) {
    case 'asking':
      return <p className="notice-box">Asking the safety rules…</p>
    case 'failed':
      return <p className="notice-box notice-bad">{trial.sentence}</p>
    case 'judged': {
      const { findings, changed } = trial.answer
      if (findings.length === 0) {
        return changed ? (
          <p className="notice-box notice-good">The safety rules have nothing against it.</p>
        ) : (
          <p className="notice-box">It is so already: nothing would change.</p>
        )
      }
      return (
        <div className={`notice-box ${isRefused(findings) ? 'notice-bad' : 'notice-warn'}`}>
          <p>
            <b>
              {isRefused(findings) ? 'The safety rules refuse it.' : 'The safety rules advise against it.'}
            </b>
          </p>
          <ul>
            {findings.map(({ rule, message }) => (
              <li key={rule}>
                <code>{rule}</code> {message}
              </li>
            ))}
          </ul>
        </div>
      )
    }
  }
}
