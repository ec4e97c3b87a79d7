import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { askWrangler } from '../../../planet/build/deployed.ts'
import { CITIES } from '../../../planet/cities.ts'
import { openEdges, workerFirst } from '../../../planet/edges.ts'
import { openFront } from '../../../planet/front.ts'
import { ask } from './http.ts'

const assetsDir = mkdtempSync(join(tmpdir(), 'nearside-assets-'))
const tempDir = mkdtempSync(join(tmpdir(), 'nearside-edges-'))
const onLog = vi.fn()
let edges: Awaited<ReturnType<typeof openEdges>>
let front: Awaited<ReturnType<typeof openFront>>

beforeAll(async () => {
  mkdirSync(join(assetsDir, 'assets'))
  writeFileSync(join(assetsDir, 'index.html'), '<h1>near</h1>')
  writeFileSync(join(assetsDir, 'hello.txt'), 'hello')
  writeFileSync(join(assetsDir, 'assets/app.js'), 'x'.repeat(20_000))
  edges = await openEdges({
    cities: CITIES,
    workerFile: resolve(import.meta.dirname, 'probe-worker.js'),
    mesh: (city) => ({ primary: 'iad', city }),
    services: () => ({ REGION_IAD: '127.0.0.1:1' }),
    signingKeys: 'test-1:AAAA',
    assetsDir,
    tempDir,
    onLog,
  })
  const api = { status: async () => ({}), inject: async () => {}, heal: async () => {} }
  front = await openFront({ port: 0, edges: edges.ports, api })
})

afterAll(async () => {
  await front?.close()
  await edges?.stop()
  for (const dir of [assetsDir, tempDir]) rmSync(dir, { recursive: true })
})

const at = (city: string, question: Parameters<typeof ask>[1] = {}) =>
  ask(front.port, { host: `${city}.localhost:${front.port}`, path: '/api/probe', ...question })
const probe = async (city: string, question?: Parameters<typeof ask>[1]) =>
  JSON.parse((await at(city, question)).body)

it('L90 every city has an isolate of its own, with its own request.cf and its own bindings', async () => {
  const seen = await Promise.all(CITIES.map(({ id }) => probe(id)))
  expect(seen.map(({ cf }) => cf.colo)).toEqual(CITIES.map(({ id }) => id.toUpperCase()))
  expect(seen.map(({ mesh }) => mesh.city)).toEqual(CITIES.map(({ id }) => id))
  expect(new Set(seen.map(({ isolate }) => isolate)).size).toBe(CITIES.length)
  expect(seen[0]).toMatchObject({ signingKeys: 'test-1:AAAA', asset: 'hello' })
  const saoPaulo = seen[CITIES.findIndex(({ id }) => id === 'gru')]
  expect(saoPaulo.cf).toMatchObject({ city: 'São Paulo', country: 'BR', clientTcpRtt: 10 })
})

it('L91 the Worker sees the URL, the address and the headers of the client, and not the header that carries cf', async () => {
  const { url, headers } = await probe('bom', { path: '/api/probe?a=1', headers: { 'x-kept': 'yes' } })
  expect(url).toBe(`http://bom.localhost:${front.port}/api/probe?a=1`)
  expect(headers).toMatchObject({ 'cf-connecting-ip': '127.0.0.1', 'x-kept': 'yes' })
  expect(headers).not.toHaveProperty('mf-cf-blob')
})

it('L92 a client can not choose its own request.cf', async () => {
  const { cf } = await probe('bom', { headers: { 'mf-cf-blob': '{"colo":"XXX"}' } })
  expect(cf.colo).toBe('BOM')
})

it('L93 a static file is answered without the Worker; what is missing, and every app path, reaches it', async () => {
  const page = await at('bom', { path: '/' })
  expect([page.status, page.body]).toEqual([200, '<h1>near</h1>'])
  expect((await at('bom', { path: '/assets/app.js' })).body.length).toBe(20_000)
  for (const [method, path] of [
    ['GET', '/api/probe'],
    ['POST', '/api/probe'],
    ['GET', '/_nearside/probe'],
    ['GET', '/nope'],
    ['POST', '/nope'],
  ]) {
    const answer = await at('bom', { method, path } as object)
    expect(JSON.parse(answer.body), `${method} ${path}`).toMatchObject({ method, cf: { colo: 'BOM' } })
  }
})

it('L154 an edge gives the Worker what wrangler.toml says that it runs first for; where paths are taken out again, nothing', () => {
  const first = (user_worker: string[], asset_worker: string[] = []) =>
    workerFirst({
      options: { assets: { routerConfig: { static_routing: { user_worker, asset_worker } } } },
    } as never)
  expect(workerFirst(askWrangler())).toEqual(['/api/', '/_nearside/'])
  expect(first(['/api/*', '/a', '/*/b/*', '/*'])).toEqual(['/api/'])
  expect(first(['/api/*'], ['/api/docs/*'])).toEqual([])
})

it('L94 a client that accepts no encoding gets none, from the assets and from the Worker', async () => {
  for (const path of ['/assets/app.js', '/api/probe']) {
    const answer = await at('bom', { path })
    expect(answer.headers).not.toHaveProperty('content-encoding')
  }
})

it('L95 an upstream that refuses, by its address or through a binding, is the Worker’s to handle and prints nothing', async () => {
  onLog.mockClear()
  for (const path of ['/api/unreachable', '/api/unbound']) {
    const answer = await at('bom', { path })
    expect([answer.status, answer.body], path).toEqual([502, 'Error: Network connection lost.'])
  }
  expect(onLog).not.toHaveBeenCalled()
})

it('L96 what a Worker prints goes to the log alone', async () => {
  expect((await at('bom', { path: '/api/crash' })).status).toBe(500)
  await vi.waitFor(() => expect(onLog).toHaveBeenCalledWith(expect.stringContaining('the probe crashes')))
})

it('L97 stopped edges leave no workerd and no file', async () => {
  const running = readdirSync(tempDir)
  expect(running).toHaveLength(1)
  const alone = await openEdges({
    cities: CITIES.slice(0, 1),
    workerFile: resolve(import.meta.dirname, 'probe-worker.js'),
    mesh: () => ({}),
    signingKeys: '',
    assetsDir,
    tempDir,
  })
  const port = alone.ports.iad ?? 0
  expect((await ask(port)).status).toBe(200)
  expect(readdirSync(tempDir)).toHaveLength(2)
  await alone.stop()
  expect(readdirSync(tempDir)).toEqual(running)
  await expect(ask(port)).rejects.toThrow('ECONNREFUSED')
})
