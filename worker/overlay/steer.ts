/** What is in force now, made anew only where something has changed or ended. */
import type { Mark, Overlay } from '../../protocol/operators/overlay.ts'
import type { MeshConfig } from '../config.ts'
import type { OverlaySource } from './overlay-source.ts'
import { type Steering, steeringOf } from './steering.ts'

export function createSteer(config: MeshConfig, source: OverlaySource): (nowMs: number) => Steering {
  let made: { readonly overlay: Overlay; readonly steering: Steering; readonly endsMs: number } | undefined
  return (nowMs) => {
    const overlay = source.current()
    if (made?.overlay !== overlay || nowMs >= made.endsMs) {
      made = { overlay, steering: steeringOf(config, overlay, nowMs), endsMs: nextEndMs(overlay, nowMs) }
    }
    return made.steering
  }
}

function nextEndMs({ drains, weights, pins }: Overlay, nowMs: number): number {
  const marks: readonly Mark[] = [...Object.values(drains), ...Object.values(weights), ...pins]
  return Math.min(...marks.flatMap(({ untilMs }) => (untilMs && untilMs > nowMs ? untilMs : [])))
}
