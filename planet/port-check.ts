import { PlanetError } from './planet-error.ts'
import { isFree } from './ports.ts'

/** @throws PlanetError where something listens on the port already; it says what, where a planet does. */
export async function assertPortFree(port: number): Promise<void> {
  if (port === 0) return
  const free = await Promise.all(['127.0.0.1', '::1'].map((host) => isFree(port, host)))
  if (!free.includes(false)) return
  const planet = await planetAt(port)
  if (planet) {
    throw new PlanetError(
      `A planet is already running at http://localhost:${port} (pid ${planet.pid}, state folder ${planet.stateDir}).`,
      `Stop it first (Ctrl-C where it runs), or start another one: npm start -- --port ${port + 1} --state <folder>`,
    )
  }
  throw new PlanetError(
    `Port ${port} is taken by another program.`,
    `Pick another one: npm start -- --port ${port + 1}`,
  )
}

async function planetAt(port: number): Promise<{ pid: number; stateDir: string } | undefined> {
  try {
    const url = `http://127.0.0.1:${port}/_planet/status`
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(3000) })
    const status = (await response.json()) as { pid?: unknown; stateDir?: unknown }
    return typeof status.pid === 'number' && typeof status.stateDir === 'string'
      ? { pid: status.pid, stateDir: status.stateDir }
      : undefined
  } catch {
    return undefined
  }
}
