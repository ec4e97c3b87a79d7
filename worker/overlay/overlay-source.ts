/** Where the gateway has the overlay from. */
import { EMPTY_OVERLAY, type Overlay } from '../../protocol/operators/overlay.ts'
import type { OverlayState } from '../../protocol/operators/status.ts'

export interface OverlaySource {
  /** The last good one; at once. */
  current(): Overlay
  /** What became of the last read; `unknown` is judged by whoever knows the config. */
  state(): Omit<OverlayState, 'unknown'>
  /**
   * Reads it again where it is time to. Run it beside a request, in `waitUntil`.
   * @returns undefined where it is not; else what never rejects.
   */
  refresh(nowMs: number): Promise<void> | undefined
}

/** For a deployment without a store. */
export const NO_OVERLAY: OverlaySource = {
  current: () => EMPTY_OVERLAY,
  state: () => ({ revision: 0, source: 'none', readMs: null }),
  refresh: () => undefined,
}
