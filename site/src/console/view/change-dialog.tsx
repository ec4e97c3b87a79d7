import { useEffect, useId, useRef } from 'react'
import type { Change, HistoryEntry } from '../../../../protocol/operators/changes.ts'
import { cityName } from '../../place/colos.ts'
import { useChange } from '../link/use-change.ts'
import type { Console } from '../link/use-console.ts'
import type { Colo } from '../model/colos.ts'
import { hasEnd } from '../model/draft.ts'
import type { RegionRow } from '../model/regions.ts'
import { changeInWords } from '../model/words.ts'
import { ChangeForm } from './change-form.tsx'
import { ChangeMade } from './change-made.tsx'
import './change-dialog.css'

/** A change that someone thinks of. */
export type Opened = { readonly change: Change; readonly undoes?: HistoryEntry | undefined }

type Props = {
  readonly opened: Opened
  readonly rows: readonly RegionRow[]
  readonly colos: readonly Colo[]
  readonly token: string | undefined
  readonly skewMs: number
  readonly changed: Console['changed']
  readonly close: () => void
}

const USUAL_MS = 2 * 3_600_000

/** From the thought to the change: why, how long, what speaks against it, whom it moves; then who has it. */
export function ChangeDialog({ opened, rows, colos, token, skewMs, changed, close }: Props) {
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const { change, undoes } = opened
  const flow = useChange({
    change,
    forMs: hasEnd(change) ? USUAL_MS : null,
    token,
    nowMs: () => Date.now() + skewMs,
    onMade: (answer, atMs) => changed(answer.epoch, atMs),
  })
  const end = () => dialog.current?.close()

  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal()
  }, [])

  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={id} onClose={close}>
      <h2 id={id}>{titleOf(change, typeof flow.overtakenBy === 'object' ? flow.overtakenBy : undoes)}</h2>
      {flow.phase.kind === 'made' ? (
        <ChangeMade answer={flow.phase.answer} atMs={flow.phase.atMs} colos={colos} close={end} />
      ) : (
        <ChangeForm flow={flow} rows={rows} close={end} />
      )}
    </dialog>
  )
}

function titleOf(change: Change, undoes: HistoryEntry | undefined): string {
  if (change.action === 'undo')
    return undoes ? `Undo: ${changeInWords(undoes.change)}` : 'Undo the last change'
  return change.action === 'weight' ? `Weight of ${cityName(change.region)}` : changeInWords(change)
}
