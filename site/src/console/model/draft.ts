/** A change before it is made, and whether it may be. Pure. */
import type { Change, ChangeAnswer, Finding } from '../../../../protocol/operators/changes.ts'
import type { Overlay } from '../../../../protocol/operators/overlay.ts'
import type { WhatIfAnswer } from '../../../../protocol/operators/whatif.ts'

export type Draft = {
  readonly change: Change
  readonly why: string
  /** How long it holds, in milliseconds; null: until someone takes it back. */
  readonly forMs: number | null
  /** Against the safety rules. */
  readonly isForced: boolean
}

/** What the gateway says of a change that is not made yet. */
export type Trial =
  | { readonly kind: 'asking' }
  | { readonly kind: 'judged'; readonly answer: Judged; readonly whatIf: WhatIfAnswer | undefined }
  | { readonly kind: 'failed'; readonly sentence: string }

export type Judged = Pick<ChangeAnswer, 'findings' | 'changed'> & {
  /** That it was judged against. */
  readonly overlay: Overlay
}

export const DURATIONS: readonly { readonly label: string; readonly forMs: number | null }[] = [
  { label: '30 min', forMs: 30 * 60_000 },
  { label: '2 h', forMs: 2 * 3_600_000 },
  { label: '8 h', forMs: 8 * 3_600_000 },
  { label: '1 day', forMs: 86_400_000 },
  { label: 'Until restored', forMs: null },
]

export function hasEnd(change: Change): change is Extract<Change, { readonly untilMs?: number | undefined }> {
  return change.action === 'drain' || change.action === 'weight' || change.action === 'pin'
}

/** @returns the change with its end, by the gateway's clock. */
export function withEnd(change: Change, forMs: number | null, nowMs: number): Change {
  return hasEnd(change) && forMs !== null ? { ...change, untilMs: nowMs + forMs } : change
}

/** Whether no force helps. */
export function isRefused(findings: readonly Finding[]): boolean {
  return findings.some(({ forceable }) => !forceable)
}

/** @returns what still stands between the draft and the change; undefined where nothing does. */
export function hindrance({ why, isForced }: Draft, trial: Trial): string | undefined {
  switch (trial.kind) {
    case 'asking':
      return 'The safety rules are being asked.'
    case 'failed':
      return trial.sentence
    case 'judged': {
      const { findings, changed } = trial.answer
      if (isRefused(findings)) return 'The safety rules refuse it.'
      if (!changed) return 'It would change nothing.'
      if (findings.length > 0 && !isForced) return 'A safety rule speaks against it.'
      return why.trim() === '' ? 'Say why first.' : undefined
    }
  }
}
