/** How far a duration feels. Pure. */
export type Tone = 'near' | 'mid' | 'far'

/** Below 40 ms people feel no wait; from 120 ms on they do. */
export function toneOf(durationMs: number): Tone {
  if (durationMs < 40) return 'near'
  return durationMs < 120 ? 'mid' : 'far'
}
