import type { Pin } from '../../../../protocol/operators/overlay.ts'
import { cityName } from '../../place/colos.ts'
import { clock, matchInWords } from '../model/words.ts'
import { ActionButton } from './action-button.tsx'
import type { Opened } from './change-dialog.tsx'

type Props = {
  readonly pins: readonly Pin[]
  readonly nowMs: number
  readonly open: (opened: Opened) => void
}

/** Rules that operators have laid over the config's; nothing where there are none. */
export function Pins({ pins, nowMs, open }: Props) {
  if (pins.length === 0) return null
  return (
    <section className="panel pins" aria-labelledby="pins-title">
      <h2 id="pins-title" className="panel-title">
        Pins
      </h2>
      <ul>
        {pins.map(({ id, match, to, by, why, untilMs }) => (
          <li key={id}>
            <span>
              <b>{matchInWords(match)}</b> goes to <b>{cityName(to)}</b>{' '}
              <span className="soft">
                {id}, by {by}
                {untilMs !== undefined && ` until ${clock(untilMs, nowMs)}`}: {why}
              </span>
            </span>
            <ActionButton
              verb="Take away"
              what={`pin ${id}`}
              onClick={() => open({ change: { action: 'unpin', id } })}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}
