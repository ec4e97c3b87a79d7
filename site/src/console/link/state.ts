/** What the console knows, and how each answer changes it. Pure. */
import type { HistoryEntry } from '../../../../protocol/operators/changes.ts'
import type { Overlay } from '../../../../protocol/operators/overlay.ts'
import type { Receipt, World } from '../../../../protocol/operators/status.ts'
import { newestView } from '../model/convergence.ts'
import { compareEpochs } from '../model/epoch.ts'
import { type Count, rememberCounts } from '../model/rate.ts'
import { remember } from '../model/receipts.ts'

export type Session =
  /** Whether anyone must sign in at all is being asked. */
  | { readonly kind: 'asking'; readonly token: string | undefined }
  | { readonly kind: 'out'; readonly because: 'new' | 'refused' | 'left' }
  /** Too many wrong tokens came from here. */
  | { readonly kind: 'limited'; readonly untilMs: number }
  | { readonly kind: 'in'; readonly token: string | undefined }

export type Link =
  | { readonly kind: 'live' }
  | { readonly kind: 'lost'; readonly failures: number; readonly nextMs: number; readonly why: string }

export type State = {
  readonly session: Session
  readonly link: Link
  readonly seen: Seen | undefined
  readonly overlay: Overlay | undefined
  readonly history: readonly HistoryEntry[]
  readonly receipts: readonly Receipt[]
  readonly counts: readonly Count[]
  /** The newest epoch that anyone spoke of, and since when. */
  readonly target: { readonly epoch: string; readonly sinceMs: number } | undefined
}

export type Seen = {
  readonly world: World
  /** When it came, by this machine's clock. */
  readonly cameMs: number
  /** When the first one came. */
  readonly sinceMs: number
}

export type Event =
  | { readonly kind: 'sign-in'; readonly token: string | undefined }
  | { readonly kind: 'sign-out'; readonly because: 'refused' | 'left' }
  | { readonly kind: 'limited'; readonly untilMs: number }
  | { readonly kind: 'world'; readonly world: World; readonly atMs: number }
  | { readonly kind: 'lost'; readonly nextMs: number; readonly why: string }
  | {
      readonly kind: 'overlay'
      readonly overlay: Overlay
      readonly history: readonly HistoryEntry[] | undefined
    }
  | { readonly kind: 'target'; readonly epoch: string; readonly sinceMs: number }

export function begin(token: string | undefined): State {
  return {
    session: { kind: 'asking', token },
    link: { kind: 'live' },
    seen: undefined,
    overlay: undefined,
    history: [],
    receipts: [],
    counts: [],
    target: undefined,
  }
}

export function reduce(state: State, event: Event): State {
  switch (event.kind) {
    case 'sign-in':
      return begin(event.token)
    case 'sign-out': {
      const { session } = state
      // Nobody had a token yet: there is nothing to complain of.
      const isNew = event.because === 'refused' && session.kind === 'asking' && session.token === undefined
      return { ...begin(undefined), session: { kind: 'out', because: isNew ? 'new' : event.because } }
    }
    case 'limited':
      return { ...begin(undefined), session: { kind: 'limited', untilMs: event.untilMs } }
    case 'world':
      return afterWorld(state, event.world, event.atMs)
    case 'lost': {
      const failures = state.link.kind === 'lost' ? state.link.failures + 1 : 1
      return { ...state, link: { kind: 'lost', failures, nextMs: event.nextMs, why: event.why } }
    }
    case 'overlay':
      return { ...state, overlay: event.overlay, history: event.history ?? state.history }
    case 'target':
      return isNewer(event.epoch, state.target?.epoch) ? { ...state, target: event } : state
  }
}

/** @returns by how much the gateway's clock is ahead of this machine's. */
export function skewMs({ seen }: State): number {
  return seen ? seen.world.atMs - seen.cameMs : 0
}

function afterWorld(state: State, world: World, atMs: number): State {
  const { session, seen, target } = state
  if (session.kind !== 'asking' && session.kind !== 'in') return state
  const newest = newestView(world.views)
  return {
    ...state,
    session: { kind: 'in', token: session.token },
    link: { kind: 'live' },
    seen: { world, cameMs: atMs, sinceMs: seen?.sinceMs ?? world.atMs },
    receipts: remember(state.receipts, world.receipts, world.atMs),
    counts: rememberCounts(state.counts, world.views, world.atMs),
    target:
      newest && isNewer(newest.epoch, target?.epoch) ? { epoch: newest.epoch, sinceMs: newest.atMs } : target,
  }
}

function isNewer(epoch: string, than: string | undefined): boolean {
  return than === undefined || (epoch !== than && compareEpochs(epoch, than) >= 0)
}
