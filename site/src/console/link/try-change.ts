/** A change at the operators' API: tried first, then made. */
import type {
  Change,
  ChangeAnswer,
  ChangeRequest,
  HistoryEntry,
} from '../../../../protocol/operators/changes.ts'
import type { Overlay } from '../../../../protocol/operators/overlay.ts'
import type { WhatIfAnswer } from '../../../../protocol/operators/whatif.ts'
import { hasEnd, type Judged, type Trial } from '../model/draft.ts'
import { type Answer, ask } from './ask.ts'

type Asking = { readonly token: string | undefined; readonly signal?: AbortSignal | undefined }

/** @returns what the safety rules say of it, and whom it would have moved. */
export async function tryChange(change: Change, why: string, asking: Asking): Promise<Trial> {
  const whatIf = movesTraffic(change) ? post<WhatIfAnswer>('whatif', { change }, asking) : undefined
  const tried = await dryRun(change, why, asking)
  if ('failed' in tried) return { kind: 'failed', sentence: tried.failed }
  const moved = await whatIf
  return { kind: 'judged', answer: tried, whatIf: moved?.kind === 'answered' ? moved.body : undefined }
}

/** Judged against an overlay that is known: should it change in between, the gateway says so. */
async function dryRun(
  change: Change,
  why: string,
  asking: Asking,
  triesLeft = 2,
): Promise<Judged | { readonly failed: string }> {
  const overlay = await ask<Overlay>({ path: 'overlay', ...asking })
  if (overlay.kind !== 'answered') return { failed: sentenceOf(overlay) }
  const { revision } = overlay.body
  const request = { ...change, why: why || DRY_RUN_WHY, dryRun: true, revision }
  const tried = await post<ChangeAnswer>('changes', request, asking)
  if (tried.kind === 'answered') {
    const { findings, changed } = tried.body
    return { findings, changed, overlay: overlay.body }
  }
  if (tried.kind !== 'refused') return { failed: sentenceOf(tried) }
  if (tried.status === 412 && triesLeft > 0) return dryRun(change, why, asking, triesLeft - 1)
  if (tried.findings.length === 0) return { failed: sentenceOf(tried) }
  return { findings: tried.findings, changed: true, overlay: overlay.body }
}

export type Made =
  | { readonly kind: 'made'; readonly answer: ChangeAnswer }
  /** Someone else was quicker. */
  | { readonly kind: 'overtaken'; readonly by: HistoryEntry | undefined }
  | { readonly kind: 'failed'; readonly sentence: string }

/** Makes it, as long as nothing else has been changed since it was tried. */
export async function makeChange(request: ChangeRequest, asking: Asking): Promise<Made> {
  const answer = await post<ChangeAnswer>('changes', request, asking)
  if (answer.kind === 'answered') return { kind: 'made', answer: answer.body }
  if (answer.kind !== 'refused' || answer.status !== 412)
    return { kind: 'failed', sentence: sentenceOf(answer) }
  const history = await ask<readonly HistoryEntry[]>({ path: 'history', ...asking })
  return { kind: 'overtaken', by: history.kind === 'answered' ? history.body[0] : undefined }
}

/** A dry run is in no history; the contract asks for a reason all the same. */
const DRY_RUN_WHY = 'dry run'

function movesTraffic(change: Change): boolean {
  return hasEnd(change) || change.action === 'restore'
}

function post<Body>(path: string, body: unknown, asking: Asking): Promise<Answer<Body>> {
  return ask<Body>({ path, body, ...asking })
}

function sentenceOf(answer: Answer<unknown>): string {
  switch (answer.kind) {
    case 'refused':
      return answer.detail ?? answer.title
    case 'limited':
      return `Too many wrong tokens came from here. Try again in ${answer.retryAfterS} s.`
    case 'unauthorized':
      return 'You are not signed in any more.'
    default:
      return 'The gateway does not answer. Nothing is known to be changed.'
  }
}
