/**
 * Exchanges of bare HTTP over the legs of a city's read: with a server that does nothing, over links as long as the
 * clients' way and the edge's. About what a read's two exchanges take where nobody does anything; its second one has workerd's
 * client instead of Node's.
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { openLink } from '../../planet/link.ts'
import { openClient } from '../client.ts'
import type { Legs } from './legs.ts'

/** One exchange over each leg of a city. */
export type BareSample = {
  readonly city: string
  readonly round: number
  /** Over the link of the clients, and over that of the edge. */
  readonly clientMs: number
  readonly edgeMs: number
}

export type BareLegs = {
  measure(): Promise<Pick<BareSample, 'clientMs' | 'edgeMs'>>
  close(): void
}

export type BareServer = AsyncDisposable & {
  open(legs: Pick<Legs, 'clientMs' | 'edgeMs'>): Promise<BareLegs>
}

export async function openBareServer(): Promise<BareServer> {
  await using stack = new AsyncDisposableStack()
  const thread = new Worker(new URL('./bare-thread.ts', import.meta.url), { name: 'bare HTTP' })
  stack.defer(async () => void (await thread.terminate()))
  const [targetPort] = (await once(thread, 'message')) as [number]
  const opened = stack.move()
  const over = async (rttMs: number) => {
    const link = await openLink({ rttMs, targetPort, name: `${rttMs} ms` })
    opened.defer(() => link.close())
    return openClient(new URL(`http://127.0.0.1:${link.port}`))
  }
  return {
    async open({ clientMs, edgeMs }) {
      const [client, edge] = await Promise.all([over(clientMs), over(edgeMs)])
      return {
        async measure() {
          return { clientMs: (await client.send('/')).ms, edgeMs: (await edge.send('/')).ms }
        },
        close() {
          client.close()
          edge.close()
        },
      }
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}
