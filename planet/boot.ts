/** Boots a whole planet: builds, databases, apps, links, edges, front; and stops it again. */
import packageJson from '../package.json' with { type: 'json' }
import { buildAll } from './builds.ts'
import { startEdges } from './city-edges.ts'
import type { Fault } from './faults.ts'
import { openFront } from './front.ts'
import { openGround } from './ground.ts'
import { openNemesis } from './nemesis.ts'
import { openClientLinks, type PlanetLink, portsByOrigin } from './network.ts'
import { openRegionSet } from './region-set.ts'
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
  /** Ends the boot; what was started is stopped before `bootPlanet` rejects. */
  readonly signal?: AbortSignal
}

export type Planet = {
  readonly url: string
  readonly stateDir: string
  /** `databaseUrl` is the owner's, for a look inside, over no link. */
  readonly regions: readonly { readonly id: string; readonly appUrl: string; readonly databaseUrl: string }[]
  /** @returns the URL of a user in that city. */
  cityUrl(city: string): string
  status(): Promise<PlanetStatus>
  inject(fault: Fault): Promise<void>
  heal(): Promise<void>
  /** Idempotent; leaves no process. */
  stop(): Promise<void>
}

/** Boots a planet and resolves when all of it serves. @throws PlanetError where the user can mend it. */
export async function bootPlanet(options: PlanetOptions): Promise<Planet> {
  const { port, stateDir, fresh = false, appLogLevel = 'info' } = options
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
    const regions = await openRegionSet(ground, { appLogLevel, step, signal, onCrash }, stack)
    const [edges] = await together(failed, [
      buildAll(step, signal).then((builds) =>
        step('Edges ready', () => startEdges(builds, ground, regions.links, stack)),
      ),
      regions.start(),
    ])
    const clientLinks = await openClientLinks(edges)
    stack.defer(() => closeLinks(clientLinks))
    const links = [...clientLinks, ...regions.links]
    const nemesis = openNemesis({ ...regions, links })

    let url = ''
    const status = () =>
      planetStatus({
        ...regions,
        ...{ version, state, url, startedAt, links, crashes },
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
