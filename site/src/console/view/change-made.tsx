import { useEffect, useRef } from 'react'
import type { ChangeAnswer } from '../../../../protocol/operators/changes.ts'
import type { Colo } from '../model/colos.ts'
import { convergenceOf, isDone } from '../model/convergence.ts'
import { ConvergenceBar } from './convergence-bar.tsx'

type Props = {
  readonly answer: ChangeAnswer
  readonly atMs: number
  readonly colos: readonly Colo[]
  readonly close: () => void
}

/** It is done; who has it already. */
export function ChangeMade({ answer, atMs, colos, close }: Props) {
  const button = useRef<HTMLButtonElement>(null)
  const convergence = convergenceOf(colos, answer.epoch, atMs)
  const isEverywhere = isDone(convergence)

  useEffect(() => button.current?.focus(), [])

  return (
    <>
      <p className="notice-box notice-good" role="status">
        {isEverywhere
          ? 'Done, and in force in every city that reports.'
          : 'Done. The cities take it over as they hear of it.'}
      </p>
      {!answer.spread && (
        <p className="notice-box notice-warn">
          The store that spreads it does not answer. The change stands and is sent again until it does.
        </p>
      )}
      <ConvergenceBar convergence={convergence} />
      <div className="dialog-foot">
        <p className="soft">You may close this: it goes on by itself.</p>
        <button ref={button} type="button" className="button-main" onClick={close}>
          Close
        </button>
      </div>
    </>
  )
}
