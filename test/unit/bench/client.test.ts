import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { createShopper } from '../../../bench/cities/shopper.ts'
import { openTarget } from '../../../bench/cities/target.ts'
import { type Client, openClient } from '../../../bench/client.ts'
import { REGION, SERVER_TIMING } from '../../../protocol/headers.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function serve(listener: RequestListener): Promise<URL> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(() => new Promise((resolve) => server.close(resolve)))
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

function clientOf(url: URL): Client {
  const client = openClient(url)
  cleanups.push(() => client.close())
  return client
}

describe('the timing client', () => {
  it('B21 sends all its requests on one connection and reads each answer to its end', async () => {
    const ports = new Set<number | undefined>()
    const url = await serve((request, response) => {
      ports.add(request.socket.remotePort)
      response.end(`${request.method} ${request.url}`)
    })
    const client = clientOf(url)
    for (const path of ['/a', '/b', '/c']) {
      const answer = await client.send(path)
      expect(answer.body.toString()).toBe(`GET ${path}`)
      expect(answer.ms).toBeGreaterThan(0)
    }
    expect(ports.size).toBe(1)
  })

  it('B22 reads region and floor from the answer, and calls an unexpected status or region a failure', async () => {
    const url = await serve((request, response) => {
      response.setHeader(REGION, 'bom')
      response.setHeader(SERVER_TIMING, ['app;dur=1', 'net;desc="bom";dur=2, floor;desc="bom";dur=0.1'])
      response.statusCode = request.method === 'POST' ? 503 : 200
      response.end()
    })
    const client = clientOf(url)
    const shopper = createShopper({ client, productIds: ['p1'] })
    expect(await shopper.send('read')).toMatchObject({ region: 'bom', floorMs: 0.1 })
    expect(await shopper.send('order')).toMatchObject({ failure: 'status 503, expected 201' })
    expect(await shopper.send('cancel')).toMatchObject({ failure: 'not sent: its order was not placed' })
    const baseline = createShopper({ client, productIds: ['p1'], onlyRegion: 'iad' })
    expect(await baseline.send('read')).toMatchObject({ failure: 'answered by bom, expected iad' })
  })
})

describe('the target', () => {
  it('B23 an address where nothing answers is explained', async () => {
    const url = await serve(() => {})
    for (const cleanup of cleanups.splice(0)) await cleanup()
    await expect(openTarget(url)).rejects.toThrow(`Nothing answers at ${url.origin}`)
  })

  it('B24 a deployment is measured from here alone, with a baseline only where one is named', async () => {
    const url = await serve((_, response) => void response.writeHead(404).end())
    const alone = await openTarget(url)
    expect([...alone.cities.keys()]).toEqual(['here'])
    expect(alone).toMatchObject({ kind: 'deployment', variants: ['nearside'] })
    expect((await openTarget(url, url)).variants).toEqual(['nearside', 'baseline'])
  })
})

describe('the target on a planet', () => {
  it('L143 each city is measured at its own edge, over a link as long as the way of its clients, the single region at the edge of the primary', async () => {
    const colos: unknown[] = []
    const edge = await serve((request, response) => {
      colos.push(JSON.parse(String(request.headers['mf-cf-blob'])).colo)
      response.end()
    })
    const cities = ['iad', 'bom'].map((id) => ({ id, edgePort: Number(edge.port) }))
    const url = await serve((_, response) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ cities }))
    })
    const target = await openTarget(url)
    cleanups.push(() => target.close())
    const ours = await target.open('bom', 'nearside')
    const theirs = await target.open('bom', 'baseline')
    cleanups.push(ours.close, theirs.close)
    // A first request on a connection pays for its handshake.
    for (const client of [ours, theirs]) await client.send('/')
    expect((await ours.send('/')).ms).toBeGreaterThanOrEqual(10)
    expect((await theirs.send('/')).ms).toBeGreaterThanOrEqual(10 + 214 - 2)
    expect(colos).toEqual(['BOM', 'IAD', 'BOM', 'IAD'])
    await expect(target.open('fra', 'nearside')).rejects.toThrow('The planet has no edge in fra.')
  })
})

const MAIN = join(import.meta.dirname, '../../../bench/main.ts')

describe('the command', () => {
  it('B25 its help tells the exit codes, what --quick leaves to other flags, and defaults as they are typed', async () => {
    const help = async (...args: string[]) =>
      (await promisify(execFile)(process.execPath, [MAIN, ...args, '--help'])).stdout.replace(/\s+/g, ' ')
    expect(await help()).toContain('Exit codes: 0')
    expect(await help()).toContain('unless --requests or --cities say otherwise')
    expect(await help('region')).toMatch(/--rounds <n> [^(]+\(default: 5\)/)
  })

  it('B25 an unknown flag is refused with exit code 1', async () => {
    const run = promisify(execFile)(process.execPath, [MAIN, '--nope'])
    await expect(run).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("unknown option '--nope'"),
    })
  })
})
