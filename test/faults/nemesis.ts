import { pause } from './attempts.ts'
import type { PlanetClient } from './planet-client.ts'
import type { Step } from './schedule.ts'

/** Takes the steps in their time until `until` aborts, then heals for good. */
export async function runNemesis(
  planet: PlanetClient,
  steps: readonly Step[],
  until: AbortSignal,
): Promise<void> {
  const over = new Promise<void>((resolve) => {
    if (until.aborted) resolve()
    else until.addEventListener('abort', () => resolve(), { once: true })
  })
  for (const { afterMs, action } of steps) {
    await Promise.race([pause(afterMs), over])
    if (until.aborted) break
    if (action.kind === 'heal') await planet.heal()
    else await planet.inject(action.fault)
  }
  await over
  await planet.heal(true)
}
