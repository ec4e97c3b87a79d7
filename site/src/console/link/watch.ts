/** Asks the gateway again and again, as long as the page is in sight. */
import type { HistoryEntry } from '../../../../protocol/operators/changes.ts'
import type { Overlay } from '../../../../protocol/operators/overlay.ts'
import type { IsolateView, World } from '../../../../protocol/operators/status.ts'
import { newestView } from '../model/convergence.ts'
import { type Answer, ask } from './ask.ts'
import { delayMs } from './pace.ts'
import { inSight, sleep } from './sleep.ts'
import type { Event } from './state.ts'

type Watch = {
  readonly token: string | undefined
  readonly signal: AbortSignal
  /** Its event `wake` ends the wait and reads the overlay anew. */
  readonly wake: EventTarget
  readonly dispatch: (event: Event) => void
}

/** Without news the overlay is read so often. */
const OVERLAY_MS = 15_000

/** @returns when the signal aborts, or nobody is signed in any more. */
export async function watch({ token, signal, wake, dispatch }: Watch): Promise<void> {
  const overlay = overlayReader(token, signal, dispatch)
  wake.addEventListener('wake', overlay.expire, { signal })
  let failures = 0
  while (!signal.aborted) {
    await inSight(signal)
    const answer = await askWorld(token, signal)
    if (signal.aborted) return
    const trouble = troubleOf(answer)
    failures = trouble === undefined ? 0 : failures + 1
    if (answer.kind === 'unauthorized') return dispatch({ kind: 'sign-out', because: 'refused' })
    if (answer.kind === 'limited') {
      return dispatch({ kind: 'limited', untilMs: Date.now() + answer.retryAfterS * 1000 })
    }
    if (trouble !== undefined)
      dispatch({ kind: 'lost', nextMs: Date.now() + delayMs(failures), why: trouble })
    if (answer.kind === 'answered' && trouble === undefined) {
      dispatch({ kind: 'world', world: answer.body, atMs: Date.now() })
      await overlay.read(newestView(answer.body.views)?.overlay.revision ?? 0)
    }
    await sleep(delayMs(failures), signal, wake)
  }
}

/** Where no gateway has reported lately, or nobody knows of it, the one that answers tells what it sees itself. */
async function askWorld(token: string | undefined, signal: AbortSignal): Promise<Answer<World>> {
  const answer = await ask<World>({ path: 'world', token, signal })
  const isUnknown = answer.kind === 'refused' && answer.status >= 500
  const isEmpty = answer.kind === 'answered' && answer.body.views?.length === 0
  if (!isUnknown && !isEmpty) return answer
  const alone = await ask<IsolateView>({ path: 'status', token, signal })
  if (alone.kind !== 'answered') return answer
  const receipts = answer.kind === 'answered' ? answer.body.receipts : []
  return { ...alone, body: { atMs: alone.body.atMs, views: [alone.body], receipts } }
}

/** @returns why nothing can be shown; undefined where there is something. */
function troubleOf(answer: Answer<World>): string | undefined {
  switch (answer.kind) {
    case 'answered':
      return Array.isArray(answer.body.views)
        ? undefined
        : 'The gateway answers something else than expected.'
    case 'refused':
      return answer.detail ? `${answer.title}. ${answer.detail}` : `${answer.title}.`
    case 'unreachable':
      return 'The gateway does not answer.'
    default:
      return undefined
  }
}

function overlayReader(token: string | undefined, signal: AbortSignal, dispatch: Watch['dispatch']) {
  let etag: string | undefined
  let known: number | undefined
  let readMs = 0

  /** @param revision the newest that a gateway has in force. */
  async function read(revision: number): Promise<void> {
    if (known !== undefined && revision <= known && Date.now() - readMs < OVERLAY_MS) return
    readMs = Date.now()
    const answer = await ask<Overlay>({ path: 'overlay', token, etag, signal })
    if (answer.kind !== 'answered') return
    etag = answer.etag ?? undefined
    const isNew = answer.body.revision !== known
    known = answer.body.revision
    const history = isNew ? await readHistory() : undefined
    dispatch({ kind: 'overlay', overlay: answer.body, history })
  }

  async function readHistory(): Promise<readonly HistoryEntry[] | undefined> {
    const answer = await ask<unknown>({ path: 'history', token, signal })
    return answer.kind === 'answered' ? entriesOf(answer.body) : undefined
  }

  return {
    read,
    expire: () => {
      readMs = 0
    },
  }
}

/** The entries stand alone, or under a name that leaves room for more beside them. */
function entriesOf(body: unknown): readonly HistoryEntry[] {
  if (Array.isArray(body)) return body
  const { entries } = body as { readonly entries?: unknown }
  return Array.isArray(entries) ? entries : []
}
