/** One change from its draft to its answer: tried anew with each edit, made once. */
import { useEffect, useState } from 'react'
import type { Change, ChangeAnswer, HistoryEntry } from '../../../../protocol/operators/changes.ts'
import { type Draft, type Trial, withEnd } from '../model/draft.ts'
import { makeChange, tryChange } from './try-change.ts'

export type Phase =
  | { readonly kind: 'draft' }
  | { readonly kind: 'sending' }
  | { readonly kind: 'made'; readonly answer: ChangeAnswer; readonly atMs: number }

export type ChangeFlow = {
  readonly draft: Draft
  readonly edit: (part: Partial<Draft>) => void
  readonly trial: Trial
  readonly phase: Phase
  /** Why it could not be made the last time. */
  readonly failure: string | undefined
  /** Who changed something meanwhile. */
  readonly overtakenBy: HistoryEntry | 'someone' | undefined
  readonly make: () => Promise<void>
}

type Given = {
  readonly change: Change
  readonly forMs: number | null
  readonly token: string | undefined
  readonly nowMs: () => number
  readonly onMade: (answer: ChangeAnswer, atMs: number) => void
}

/** A slider moves through many values: only where it rests is asked about. */
const REST_MS = 200

export function useChange({ change, forMs, token, nowMs, onMade }: Given): ChangeFlow {
  const [draft, setDraft] = useState<Draft>({ change, forMs, why: '', isForced: false })
  const [trial, setTrial] = useState<Trial>({ kind: 'asking' })
  const [phase, setPhase] = useState<Phase>({ kind: 'draft' })
  const [failure, setFailure] = useState<string>()
  const [overtakenBy, setOvertakenBy] = useState<HistoryEntry | 'someone'>()
  const [round, setRound] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked depends on these alone; the clock runs on.
  useEffect(() => {
    const stop = new AbortController()
    setTrial({ kind: 'asking' })
    const timer = setTimeout(async () => {
      const asked = withEnd(draft.change, draft.forMs, nowMs())
      const answer = await tryChange(asked, draft.why, { token, signal: stop.signal })
      if (!stop.signal.aborted) setTrial(answer)
    }, REST_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [draft.change, draft.forMs, token, round])

  async function make(): Promise<void> {
    if (trial.kind !== 'judged' || phase.kind !== 'draft') return
    setPhase({ kind: 'sending' })
    setFailure(undefined)
    const made = await makeChange(
      {
        ...withEnd(draft.change, draft.forMs, nowMs()),
        why: draft.why.trim(),
        revision: trial.answer.overlay.revision,
        ...(draft.isForced ? { force: true } : {}),
      },
      { token },
    )
    if (made.kind === 'made') {
      const atMs = nowMs()
      setPhase({ kind: 'made', answer: made.answer, atMs })
      onMade(made.answer, atMs)
      return
    }
    setPhase({ kind: 'draft' })
    if (made.kind === 'failed') return setFailure(made.sentence)
    setOvertakenBy(made.by ?? 'someone')
    setDraft((now) => ({ ...now, isForced: false }))
    setRound((now) => now + 1)
  }

  return {
    draft,
    // What was forced was this change: another one is to be forced anew.
    edit: (part) =>
      setDraft((now) => ({
        ...now,
        ...('change' in part || 'forMs' in part ? { isForced: false } : {}),
        ...part,
      })),
    trial,
    phase,
    failure,
    overtakenBy,
    make,
  }
}
