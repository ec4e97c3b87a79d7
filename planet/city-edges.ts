/** The Worker in every city, each pointed at that city's own links. */
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { withBindings } from './build/mesh.ts'
import type { Builds } from './builds.ts'
import { CITIES, REGION_IDS } from './cities.ts'
import type { Ground } from './ground.ts'
import type { PlanetLink } from './network.ts'
import type { OverlayStore } from './overlay-store.ts'
import { childrenOf, identify, programOf } from './process-table.ts'
import type { Processes } from './processes.ts'
import { gatewayKeys } from './region-request.ts'
import { keepingSignals } from './signals.ts'

/** @returns the port of each city's edge. */
export async function startEdges(
  { workerFile, assetsDir, mesh }: Builds,
  { state, processes }: Ground,
  links: readonly PlanetLink[],
  overlayStore: OverlayStore,
  stack: AsyncDisposableStack,
): Promise<Readonly<Record<string, number>>> {
  const { openEdges } = await loadEdges()
  const before = childrenOf(process.pid)
  const edges = await keepingSignals(() =>
    openEdges({
      cities: CITIES,
      workerFile,
      // Regions are reached otherwise than wrangler.toml says, and it is the same config all the same.
      mesh: () => ({ ...withBindings(mesh.vars, BINDINGS), epoch: mesh.config.epoch }),
      services: (city) => linksOf(city, links),
      onLog: appendTo(join(state.logDir, 'workers.log')),
      signingKeys: gatewayKeys(state.gatewaySecret),
      operatorTokens: `planet:${state.operatorToken}`,
      overlayWorker: overlayStore.worker,
      dataDir: state.edgesDir,
      assetsDir,
      tempDir: state.tempDir,
    }),
  )
  stack.defer(() => {
    // A call that hangs would be waited for.
    overlayStore.clear()
    return edges.stop()
  })
  adoptNew(before, processes)
  return edges.ports
}

/** Miniflare is large: it is loaded while other processes already work. */
export function loadEdges() {
  return import('./edges.ts')
}

function appendTo(file: string): (line: string) => void {
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 })
  return (line) => void stream.write(`${line}\n`)
}

const BINDINGS = Object.fromEntries(REGION_IDS.map((id) => [id, bindingOf(id)]))

function bindingOf(region: string): string {
  return `REGION_${region.toUpperCase()}`
}

function linksOf(city: string, links: readonly PlanetLink[]): Readonly<Record<string, string>> {
  const own = links.filter(({ kind, from }) => kind === 'edge' && from === city)
  return Object.fromEntries(own.map(({ to, port }) => [bindingOf(to), `127.0.0.1:${port}`]))
}

/** Miniflare starts workerd by itself; written down, it is found after a kill -9. */
function adoptNew(before: readonly number[], processes: Processes): void {
  const known = new Set([...before, ...processes.list().map(({ pid }) => pid)])
  for (const pid of childrenOf(process.pid)) {
    // Others start children at the same time.
    const identity = known.has(pid) || programOf(pid) !== 'workerd' ? undefined : identify(pid)
    if (identity) processes.adopt(identity, 'workerd', 'SIGTERM')
  }
}
