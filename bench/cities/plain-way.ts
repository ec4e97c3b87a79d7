/**
 * A city's read without Nearside: a Worker that only passes requests on, before bare Hono and postgres.js at the own replica
 * of the nearest region, over links as long as the clients' way and the edge's. What nobody could undercut with these parts.
 */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Link, openLink } from '../../planet/link.ts'
import { BenchError } from '../bench-error.ts'
import { openClient } from '../client.ts'
import { readCompatibility } from '../gateway/compatibility.ts'
import { CF_HEADER } from '../gateway/requests.ts'
import { openWorkerd } from '../gateway/workerd.ts'
import { makeKeys, startContender } from '../region/server.ts'
import type { Legs } from './legs.ts'

export type PlainWay = AsyncDisposable & {
  /** @returns how long the read of a product takes, in milliseconds. */
  read(productId: string): Promise<number>
}

const WORKER = 'pass-through'
const FILE = 'pass-through.js'

/** @param databaseUrl of the nearest region's own replica. */
export async function openPlainWay(
  { clientMs, edgeMs }: Pick<Legs, 'clientMs' | 'edgeMs'>,
  databaseUrl: string,
): Promise<PlainWay> {
  await using stack = new AsyncDisposableStack()
  const linkTo = async (targetPort: number, rttMs: number): Promise<Link> =>
    stack.adopt(await openLink({ rttMs, targetPort, name: `plain ${rttMs} ms` }), (link) => link.close())

  const database = { url: databaseUrl }
  const databases = { read: database, write: database }
  const region = await startContender({ contender: 'bare Hono', keys: makeKeys(), databases })
  stack.defer(() => region.stop())
  const dir = mkdtempSync(join(tmpdir(), 'nearside-bench-'))
  stack.defer(() => rmSync(dir, { recursive: true, force: true }))
  copyFileSync(join(import.meta.dirname, '../gateway/pass-through-worker.js'), join(dir, FILE))
  const onward = await linkTo(region.port, edgeMs)
  const spec = {
    workers: [{ name: WORKER, file: FILE, text: { ORIGIN: 'http://region.example' }, json: {} }],
    ...readCompatibility(),
    ...{ cfHeader: CF_HEADER, originPort: onward.port },
  }
  const workerd = stack.use(await openWorkerd(spec, dir))
  const port = workerd.ports.get(WORKER)
  if (port === undefined) throw new BenchError('workerd has no port for the Worker that passes on.')
  const edge = await linkTo(port, clientMs)
  const client = openClient(new URL(`http://127.0.0.1:${edge.port}`))
  stack.defer(() => client.close())
  const opened = stack.move()
  return {
    async read(productId) {
      const { status, ms } = await client.send(`/api/products/${productId}`)
      if (status !== 200) throw new BenchError(`the plain way answered ${status} to the read of a product.`)
      return ms
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}
