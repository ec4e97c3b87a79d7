/** Where the commits go: a primary and an app next door to it, each at the end of a link. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { openLink } from '../../planet/link.ts'
import type { Place } from './way.ts'

export type Home = { readonly databaseUrl: string; readonly appPort: number }

/** Starts the app next door to that database; the stack ends it. */
export async function openHome(databaseUrl: string, stack: AsyncDisposableStack): Promise<Home> {
  const app = new Worker(new URL('./app-thread.ts', import.meta.url), {
    name: 'app',
    workerData: { databaseUrl },
  })
  stack.defer(() => void app.terminate())
  const [appPort]: number[] = await once(app, 'message')
  return { databaseUrl, appPort: appPort ?? 0 }
}

/** @returns what stands `rttMs` away from it; the stack closes its links. */
export async function openPlace(home: Home, rttMs: number, stack: AsyncDisposableStack): Promise<Place> {
  const port = async (targetPort: number, name: string) => {
    const link = await openLink({ rttMs, targetPort, name })
    stack.defer(() => link.close())
    return link.port
  }
  return placeAt(
    home,
    await port(Number(new URL(home.databaseUrl).port), 'database'),
    await port(home.appPort, 'app'),
  )
}

/** @returns the same by way of other ports. */
export function placeAt(
  { databaseUrl }: { readonly databaseUrl: string },
  databasePort: number,
  appPort: number,
): Place {
  const url = new URL(databaseUrl)
  url.port = String(databasePort)
  return { databaseUrl: url.href, appUrl: `http://127.0.0.1:${appPort}` }
}
