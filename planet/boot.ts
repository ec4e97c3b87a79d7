/** Boots a whole planet: builds, databases, apps, links, edges, front; and stops it again. */
import packageJson from '../package.json' with { type: 'json' }
import type { SigningKey } from '../protocol/signature.ts'
import { PROJECT_DIR } from './build/cache.ts'
import { buildAll } from './builds.ts'
import { loadEdges, startEdges } from './city-edges.ts'
import type { Fault } from './faults.ts'
import { openFront } from './front.ts'
import { openGround } from './ground.ts'
import { openNemesis } from './nemesis.ts'
import { openClientLinks, type PlanetLink, portsByOrigin } from './network.ts'
import { openOverlayStore } from './overlay-store.ts'
import { bookmarkKey } from './region-request.ts'
import { openRegionSet, type RegionUrls } from './region-set.ts'
import type { ServerCounts } from './servers.ts'
import { type Crash, cityUrl, type PlanetStatus, planetStatus } from './status.ts'
import { type BootStep, stepRunner } from './steps.ts'

export type { BootStep } from './steps.ts'

export type PlanetOptions = {
  /** Of the front; 0 for any free one. */
  readonly port: number
  readonly stateDir: string
  /** Drops what an earlier planet of this folder left: data, passwords, logs. */
  readonly fresh?: boolean
  readonly onStep?: (step: BootStep) => void
  /** Told in a sentence what ended though nobody asked, and what else a person should know. */
  readonly onNotice?: (notice: string) => void
  /** Level of the apps' logs, `info` unless given. */
  readonly appLogLevel?: string
  /** The folder out of which the regional apps run, with `regional-app/main.ts` in it: the project's unless given. */
  readonly appDir?: string
  /** How many database servers stand in a region, where that is not one; the second is a replica always. */
  readonly replicas?: ServerCounts
  /** Ends the boot; what was started is stopped before `bootPlanet` rejects. */
  readonly signal?: AbortSignal
}

export type Planet = {
  readonly url: string
  readonly stateDir: string
  readonly regions: readonly RegionUrls[]
  /** The key that signs bookmarks, the same in all regions. */
  readonly bookmarkKey: SigningKey
  /** With which the gateway's API for operators is asked. */
  readonly operatorToken: string
  /** @returns the URL of a user in that city. */
  cityUrl(city: string): string
  status(): Promise<PlanetStatus>
  /** @throws FaultRefused where it makes no sense as things stand. */
  inject(fault: Fault): Promise<void>
  heal(): Promise<void>
  /** Starts the apps that run again, out of another folder where one is given; all later starts are from there. */
  restartApps(dir?: string): Promise<void>
  /** Idempotent; leaves no process. */
  stop(): Promise<void>
}

/** Boots a planet and resolves when all of it serves. @throws PlanetError where the user can mend it. */
export async function bootPlanet(options: PlanetOptions): Promise<Planet> {
  const { port, stateDir, fresh = false, appLogLevel = 'info' } = options
  const { appDir = PROJECT_DIR, replicas = {} } = options
  const { onNotice = () => undefined, onStep = () => undefined } = options
  const failed = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal
  const step = stepRunner(onStep, signal)
  const startedAt = new Date()
  const crashes: Crash[] = []
  let stopping = false
  const onCrash = (what: string) => {
    if (stopping || signal.aborted) return
    crashes.push({ at: new Date().toISOString(), what })
    onNotice(what)
  }

  await using stack = new AsyncDisposableStack()
  const ground = await openGround({ stateDir, port, fresh, onNotice }, stack)
  const { lock, state, processes } = ground
  // What is still starting ends at once, so that nobody waits for it to be ready.
  const endAll = () => void processes.endAll().catch(() => undefined)
  signal.addEventListener('abort', endAll)
  try {
    const regions = await openRegionSet(
      ground,
      { appLogLevel, appDir, replicas, step, signal, onCrash },
      stack,
    )
    const overlayStore = openOverlayStore()
    const [edges] = await together(failed, [
      buildAll(step, signal).then((builds) =>
        step('Edges ready', () => startEdges(builds, ground, regions.links, overlayStore, stack)),
      ),
      regions.start(),
      loadEdges(),
    ])
    const clientLinks = await openClientLinks(edges)
    stack.defer(() => closeLinks(clientLinks))
    const links = [...clientLinks, ...regions.links]
    const nemesis = openNemesis({ ...regions, links, overlayStore })
    stack.defer(() => nemesis.close())

    let url = ''
    const status = () =>
      planetStatus({
        ...regions,
        ...{ version, state, url, startedAt, links, crashes, edgePorts: edges },
        faults: nemesis.faults,
      })
    const { inject, heal } = nemesis
    const front = await openFront({ port, edges: portsByOrigin(clientLinks), api: { status, inject, heal } })
    stack.defer(() => front.close())
    url = `http://localhost:${front.port}`
    lock.announce(url)

    signal.removeEventListener('abort', endAll)
    signal.throwIfAborted()
    const running = stack.move()
    let stopped: Promise<void> | undefined
    return {
      ...{ url, status, inject, heal },
      stateDir: state.dir,
      regions: regions.urls,
      bookmarkKey: bookmarkKey(state.gatewaySecret),
      operatorToken: state.operatorToken,
      restartApps: regions.restartApps,
      cityUrl: (city) => cityUrl(url, city),
      stop() {
        stopping = true
        stopped ??= running.disposeAsync()
        return stopped
      },
    }
  } catch (error) {
    failed.abort(error)
    throw error
  }
}

const { version } = packageJson

async function closeLinks(links: readonly PlanetLink[]): Promise<void> {
  await Promise.all(links.map((link) => link.close()))
}

/** Waits for all, even where one fails: then the others are told to stop, and the first failure is thrown. */
async function together<T extends readonly unknown[]>(
  failed: AbortController,
  works: readonly [...{ [K in keyof T]: Promise<T[K]> }],
): Promise<T> {
  for (const work of works) work.catch((error) => failed.abort(error))
  const results = await Promise.allSettled(works)
  if (results.some(({ status }) => status === 'rejected')) throw failed.signal.reason
  return Promise.all(works) as Promise<T>
}
