/** A planet in a process of its own, so that the measuring one has its thread to itself. Ends when its parent goes. */
import { bootPlanet } from '../../planet/boot.ts'
import type { PlanetMessage } from './messages.ts'

const ending = new AbortController()
process.once('disconnect', () => ending.abort())
// A Ctrl-C or a closed terminal reaches the whole group; the parent decides.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})
process.on('SIGTERM', () => ending.abort())

try {
  const planet = await bootPlanet({
    port: 0,
    stateDir: process.argv[2] ?? '',
    appLogLevel: 'warn',
    signal: ending.signal,
    onStep: ({ title, state, ms = 0 }) => {
      if (state === 'done') tell({ kind: 'step', title, ms })
    },
  })
  tell({ kind: 'ready', url: planet.url, regions: planet.regions })
  if (!ending.signal.aborted) await new Promise((resolve) => ending.signal.addEventListener('abort', resolve))
  await planet.stop()
} catch (error) {
  if (!ending.signal.aborted)
    tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
}
if (process.connected) process.disconnect?.()

function tell(message: PlanetMessage): void {
  if (process.connected) process.send?.(message)
}
