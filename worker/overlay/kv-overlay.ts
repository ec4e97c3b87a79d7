/** The overlay from Workers KV: read beside requests, never for them. What can't be read or is not valid changes nothing. */
import { EMPTY_OVERLAY, type Overlay } from '../../protocol/operators/overlay.ts'
import type { OverlayState } from '../../protocol/operators/status.ts'
import type { OverlaySource } from './overlay-source.ts'
import { type OverlayResult, parseOverlay } from './schema.ts'
import { within } from './within.ts'

export const OVERLAY_KEY = 'overlay'
export const READ_EVERY_MS = 5000
/** Shorter than the time between two reads, so that there is one at a time, also where none ever returns. */
export const READ_TIMEOUT_MS = 2000
/** The least that KV takes. */
export const CACHE_TTL_S = 30

const NOTHING: OverlayResult = { ok: true, overlay: EMPTY_OVERLAY }

/** What this needs of a KVNamespace. */
export interface OverlayReader {
  get(key: string, options: { readonly type: 'text'; readonly cacheTtl: number }): Promise<unknown>
}

export type KvOverlay = OverlaySource & {
  /** Takes what is known to be newer than what KV can tell as yet. */
  take(overlay: Overlay): void
}

export function createKvOverlay(store: OverlayReader): KvOverlay {
  let overlay = EMPTY_OVERLAY
  let state: Pick<OverlayState, 'source' | 'readMs' | 'error'> = { source: 'none', readMs: null }
  let begunMs = Number.NEGATIVE_INFINITY
  let last: { readonly text: unknown; readonly result: OverlayResult } = { text: null, result: NOTHING }

  const learn = (text: unknown, nowMs: number) => {
    if (text === null) {
      state = { source: 'none', readMs: nowMs }
      return
    }
    if (last.text !== text) last = { text, result: parseOverlay(text) }
    const { result } = last
    if (!result.ok) {
      state = { source: 'invalid', readMs: state.readMs, error: result.error }
      return
    }
    // KV may still serve an older one.
    if (result.overlay.revision >= overlay.revision) overlay = result.overlay
    state = { source: 'fresh', readMs: nowMs }
  }

  const read = async (nowMs: number) => {
    try {
      const text = store.get(OVERLAY_KEY, { type: 'text', cacheTtl: CACHE_TTL_S })
      learn(await within(READ_TIMEOUT_MS, text), nowMs)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      state = { source: 'unreachable', readMs: state.readMs, error: message }
    }
  }

  return {
    current: () => overlay,
    state: () => ({ revision: overlay.revision, ...state }),
    refresh(nowMs) {
      if (Math.abs(nowMs - begunMs) < READ_EVERY_MS) return undefined
      begunMs = nowMs
      return read(nowMs)
    },
    take(next) {
      if (next.revision <= overlay.revision) return
      overlay = next
      if (state.source === 'none') state = { source: 'fresh', readMs: state.readMs }
    },
  }
}
