import { type FormEvent, useEffect, useId, useRef } from 'react'
import type { ChangeFlow } from '../link/use-change.ts'
import { DURATIONS, hasEnd, hindrance } from '../model/draft.ts'
import type { RegionRow } from '../model/regions.ts'
import { changeInWords, clock, percent, verbOf } from '../model/words.ts'
import { Moves } from './moves.tsx'
import { Verdict } from './verdict.tsx'

type Props = {
  readonly flow: ChangeFlow
  readonly rows: readonly RegionRow[]
  readonly close: () => void
}

export function ChangeForm({ flow, rows, close }: Props) {
  const id = useId()
  const why = useRef<HTMLInputElement>(null)
  const { draft, edit, trial, phase, failure, overtakenBy, make } = flow
  const { change } = draft
  const hinders = hindrance(draft, trial)
  const isSending = phase.kind === 'sending'

  // What the whole dialog turns on comes first for the keyboard, too.
  useEffect(() => why.current?.focus(), [])

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (hinders === undefined) void make()
    else why.current?.focus()
  }

  return (
    <form onSubmit={submit} noValidate>
      <p className="dialog-gist soft">{gistOf(change, rows)}</p>
      {overtakenBy && (
        <p className="notice-box notice-warn" role="alert">
          {overtakenBy === 'someone'
            ? 'Someone else changed something meanwhile.'
            : `Meanwhile ${overtakenBy.by} made a change: ${changeInWords(overtakenBy.change)} (“${overtakenBy.why}”).`}{' '}
          Nothing of yours has been done. Below is what holds now; confirm again if you still want it.
        </p>
      )}
      <label className="field" htmlFor={id}>
        <span>Why</span>
        <input
          ref={why}
          id={id}
          value={draft.why}
          required
          maxLength={200}
          autoComplete="off"
          placeholder="kernel upgrade, ticket 4711"
          onChange={({ target }) => edit({ why: target.value })}
        />
      </label>
      {change.action === 'weight' && (
        <label className="field">
          <span>
            Share of its own traffic: <b>{percent(change.weight)}</b>
          </span>
          <input
            type="range"
            min="0"
            max="100"
            step="5"
            value={Math.round(change.weight * 100)}
            onChange={({ target }) => edit({ change: { ...change, weight: Number(target.value) / 100 } })}
          />
        </label>
      )}
      {hasEnd(change) && (
        <fieldset className="field choices">
          <legend>For how long</legend>
          {DURATIONS.map(({ label, forMs }) => (
            <label key={label}>
              <input
                type="radio"
                name={`${id}-for`}
                checked={draft.forMs === forMs}
                onChange={() => edit({ forMs })}
              />
              <span>{label}</span>
            </label>
          ))}
        </fieldset>
      )}
      <Verdict trial={trial} isForced={draft.isForced} force={(isForced) => edit({ isForced })} />
      {trial.kind === 'judged' && trial.whatIf && <Moves whatIf={trial.whatIf} />}
      {failure && (
        <p className="notice-box notice-bad" role="alert">
          {failure}
        </p>
      )}
      <div className="dialog-foot">
        <p id={`${id}-hint`} className="soft">
          {hinders ?? endInWords(draft.forMs, hasEnd(change))}
        </p>
        <button type="button" className="small-button" onClick={close}>
          Cancel
        </button>
        <button
          type="submit"
          className="button-main"
          disabled={hinders !== undefined || isSending}
          aria-describedby={`${id}-hint`}
        >
          {isSending ? 'Sending…' : verbOf(change)}
        </button>
      </div>
    </form>
  )
}

function gistOf({ action }: ChangeFlow['draft']['change'], rows: readonly RegionRow[]): string {
  switch (action) {
    case 'drain':
      return `It gets no traffic while another region can answer.${rows.length > 2 ? ' Those that are nearest take over.' : ''}`
    case 'restore':
      return 'It takes traffic again, in full: its drain and its weight end.'
    case 'weight':
      return 'Of the requests that would go there first, it takes this share; the others go to their next best.'
    case 'undo':
      return 'All is as it was before that change.'
    default:
      return 'The config’s own rules hold again.'
  }
}

function endInWords(forMs: number | null, canEnd: boolean): string {
  if (!canEnd) return ''
  const nowMs = Date.now()
  return forMs === null
    ? 'Stays until someone takes it back.'
    : `Ends by itself at ${clock(nowMs + forMs, nowMs)}.`
}
