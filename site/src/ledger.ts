/** The page's memory: its receipts, newest first, and what it knows of the shop. */
import { type ActionDispatch, type RefObject, useCallback, useReducer, useRef } from 'react'
import { exchange, type Outcome } from './api/exchange.ts'
import { forget, learn, requestOf, type Shop } from './api/shop.ts'
import type { Action } from './receipt/receipt.ts'

export type Entry = { readonly id: number; readonly outcome: Outcome; readonly gist: string | undefined }

export type Ledger = State & {
  /** Does nothing while another request is under way. */
  readonly run: (action: Action) => Promise<void>
}

type State = {
  readonly entries: readonly Entry[]
  readonly busy: Action | undefined
  readonly hasOrder: boolean
}

type Event =
  | { readonly kind: 'began'; readonly action: Action }
  | { readonly kind: 'came'; readonly outcome: Outcome; readonly gist: string | undefined }
  | { readonly kind: 'ended'; readonly hasOrder: boolean }

/** Older receipts fall off the page. */
const KEPT = 20

export function useLedger(): Ledger {
  const [state, dispatch] = useReducer(reduce, { entries: [], busy: undefined, hasOrder: false })
  const shop = useRef<Shop>({})
  const isBusy = useRef(false)

  const run = useCallback(async (action: Action) => {
    if (isBusy.current) return
    isBusy.current = true
    dispatch({ kind: 'began', action })
    if (action === 'order' && !shop.current.product) await step('read', shop, dispatch)
    await step(action, shop, dispatch)
    isBusy.current = false
    dispatch({ kind: 'ended', hasOrder: shop.current.order !== undefined })
  }, [])

  return { ...state, run }
}

async function step(action: Action, shop: RefObject<Shop>, dispatch: ActionDispatch<[Event]>): Promise<void> {
  const request = requestOf(action, shop.current, `Noted at ${new Date().toISOString()}`)
  if (!request) return
  const outcome = await exchange(request)
  const { shop: next, gist } = after(action, shop.current, outcome)
  shop.current = next
  dispatch({ kind: 'came', outcome, gist })
}

function after(action: Action, shop: Shop, outcome: Outcome): { shop: Shop; gist: string | undefined } {
  switch (outcome.kind) {
    case 'answered':
      return learn(action, shop, outcome.body)
    case 'refused': {
      const { receipt, problem } = outcome
      return { shop: forget(action, shop, receipt.status, problem.loss), gist: undefined }
    }
    case 'unreachable':
      return { shop, gist: undefined }
  }
}

function reduce(state: State, event: Event): State {
  switch (event.kind) {
    case 'began':
      return { ...state, busy: event.action }
    case 'came': {
      const id = (state.entries[0]?.id ?? 0) + 1
      const { outcome, gist } = event
      return { ...state, entries: [{ id, outcome, gist }, ...state.entries].slice(0, KEPT) }
    }
    case 'ended':
      return { ...state, busy: undefined, hasOrder: event.hasOrder }
  }
}
