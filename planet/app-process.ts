/** A regional app: the very app that is deployed, as a process of the planet. */
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatSigningKey } from '../protocol/signing-keys.ts'
import { CACHE_DIR } from './build/cache.ts'
import { databaseUrl } from './database-urls.ts'
import { openPart, type Part } from './part.ts'
import { PlanetError } from './planet-error.ts'
import { isAlive, signal } from './process-table.ts'
import { describeExit, type Exit, type Processes, type RunningProcess } from './processes.ts'
import { askRegion, bookmarkKey, regionKeys } from './region-request.ts'
import type { PlanetState } from './state.ts'
import { waitFor } from './wait.ts'

export type AppOptions = {
  readonly state: PlanetState
  readonly processes: Processes
  readonly region: string
  readonly port: number
  readonly metricsPort: number
  /** The region's own database servers. */
  readonly readPorts: readonly number[]
  /** Every server that may be the primary, as far away as it is; the one that is comes first. */
  readonly writePorts: () => readonly number[]
  /** The folder that it runs out of. */
  readonly appDir: () => string
  readonly logLevel: string
  readonly onCrash: (what: string) => void
}

export function openApp(o: AppOptions): Part {
  return openPart({
    region: o.region,
    port: o.port,
    begin: (onExit) => startApp(o, onExit),
    end: stopApp,
    kill: killApp,
    onCrash: (exit) =>
      o.onCrash(`The app in ${o.region} ended by itself (${describeExit(exit)}); see ${logFileOf(o)}`),
  })
}

/** @returns whether the app says that it is ready to serve. */
export async function isAppReady(
  o: Pick<AppOptions, 'state' | 'region' | 'port'>,
  timeoutMs = 2000,
): Promise<boolean> {
  const origin = `http://127.0.0.1:${o.port}`
  const request = { origin, region: o.region, secret: o.state.gatewaySecret, path: '/readyz', timeoutMs }
  const response = await askRegion(request).catch(() => undefined)
  await response?.body?.cancel()
  return response?.ok ?? false
}

async function startApp(o: AppOptions, onExit: (exit: Exit) => void): Promise<RunningProcess> {
  const logFile = logFileOf(o)
  const logFd = openSync(logFile, 'a', 0o600)
  let exit: Exit | undefined
  const app = await o.processes
    .start({
      name: `app ${o.region}`,
      command: process.execPath,
      args: [join(o.appDir(), 'regional-app/main.ts')],
      env: environment(o),
      cwd: o.appDir(),
      logFd,
      endWith: 'SIGTERM',
      onExit(ended) {
        exit = ended
        onExit(ended)
      },
    })
    .finally(() => closeSync(logFd))
  const failed = (what: string) =>
    new PlanetError(`The app in ${o.region} ${what}; see ${logFile}:\n${tail(logFile)}`)
  await waitFor(
    () => {
      if (exit) throw failed(`ended while starting (${describeExit(exit)})`)
      return isAppReady(o)
    },
    {
      timeoutMs: READY_TIMEOUT_MS,
      // Signed questions take the processor from the apps that are loading.
      everyMs: 50,
      describe: () => failed(`was not ready after ${READY_TIMEOUT_MS} ms`).message,
    },
  )
  return app
}

const READY_TIMEOUT_MS = 30_000
/** The app drains for at most 10 seconds. */
const STOP_TIMEOUT_MS = 12_000

async function stopApp(app: RunningProcess): Promise<void> {
  signal(app, 'SIGTERM')
  const describe = () => `the app (pid ${app.pid}) does not stop`
  await waitFor(() => !isAlive(app), { timeoutMs: STOP_TIMEOUT_MS, describe }).catch(() => killApp(app))
  await app.exited
}

async function killApp(app: RunningProcess): Promise<void> {
  signal(app, 'SIGKILL')
  await app.exited
}

/** Nothing of the planet's own environment but the path reaches the app. */
function environment(o: AppOptions): Record<string, string> {
  const { passwords, gatewaySecret } = o.state
  return {
    PATH: process.env.PATH ?? '',
    NODE_ENV: 'production',
    NODE_COMPILE_CACHE: join(CACHE_DIR, 'compiled'),
    REGION: o.region,
    HOST: '127.0.0.1',
    PORT: String(o.port),
    METRICS_PORT: String(o.metricsPort),
    DATABASE_READ_URL: o.readPorts.map((port) => databaseUrl('read', passwords, port)).join(),
    DATABASE_WRITE_URL: o
      .writePorts()
      .map((port) => databaseUrl('write', passwords, port))
      .join(),
    SIGNING_KEYS: regionKeys(gatewaySecret, o.region),
    BOOKMARK_KEYS: formatSigningKey(bookmarkKey(gatewaySecret)),
    LOG_LEVEL: o.logLevel,
    // No balancer stands before it that would have to notice first.
    DRAIN_GRACE_MS: '0',
  }
}

function logFileOf({ state, region }: AppOptions): string {
  return join(state.logDir, `app-${region}.log`)
}

function tail(logFile: string): string {
  return readFileSync(logFile, 'utf8').trim().split('\n').slice(-8).join('\n')
}
