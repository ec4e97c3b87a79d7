import type { RegionRow } from '../model/regions.ts'
import { clock, percent, span } from '../model/words.ts'

type Props = { readonly row: RegionRow; readonly nowMs: number }

/** What it does, and who wanted it so. */
export function StateCell({ row: { state, mark, weight }, nowMs }: Props) {
  return (
    <>
      <span className={`state state-${state}`}>{WORDS[state]}</span>
      {mark && (
        <span className="state-mark">
          {state === 'reduced' && `${percent(weight)} `}by {mark.by}
          {mark.untilMs !== undefined && (
            <>
              {' '}
              until <b>{clock(mark.untilMs, nowMs)}</b> (in {span(mark.untilMs - nowMs)})
            </>
          )}
          : {mark.why}
          {(mark.forced?.length ?? 0) > 0 && ` (forced against ${mark.forced?.join(', ')})`}
        </span>
      )}
    </>
  )
}

const WORDS = { serving: 'Serving', reduced: 'Reduced', drained: 'Drained', unwell: 'Unwell' } as const
