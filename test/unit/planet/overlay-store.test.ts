import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CITIES } from '../../../planet/cities.ts'
import { openEdges } from '../../../planet/edges.ts'
import { openOverlayStore } from '../../../planet/overlay-store.ts'
import { ask } from './http.ts'

const root = mkdtempSync(join(tmpdir(), 'nearside-store-'))
const assetsDir = join(root, 'assets')
const store = openOverlayStore()
const open = () =>
  openEdges({
    cities: CITIES.filter(({ id }) => ['iad', 'bom'].includes(id)),
    workerFile: resolve(import.meta.dirname, 'probe-worker.js'),
    mesh: () => ({}),
    signingKeys: '',
    assetsDir,
    overlayWorker: store.worker,
    dataDir: join(root, 'data'),
  })
let edges: Awaited<ReturnType<typeof open>>

beforeAll(async () => {
  mkdirSync(assetsDir)
  writeFileSync(join(assetsDir, 'hello.txt'), 'hello')
  edges = await open()
})
afterAll(async () => {
  store.clear()
  await edges?.stop()
  rmSync(root, { recursive: true })
})

const path = '/api/overlay'
const read = async (city: string) => (await ask(edges.ports[city] ?? 0, { path })).body
const put = async (city: string, body: string) =>
  (await ask(edges.ports[city] ?? 0, { method: 'PUT', path, body })).body

it('L131 all cities share one store, and it is as it was when the edges start again', async () => {
  expect(await put('bom', 'one')).toBe('one')
  expect(await read('iad')).toBe('one')
  await edges.stop()
  edges = await open()
  expect(await read('iad')).toBe('one')
})

it('L132 the store fails, hangs or holds something else by name, a later fault takes its place, and what was put is there when it is healed', async () => {
  await put('bom', 'two')
  store.add({ fault: 'kv-down' })
  expect(await read('iad')).toBe('KV GET failed: 503 Service Unavailable')
  expect(await put('iad', 'lost')).toBe('KV PUT failed: 503 Service Unavailable')
  store.add({ fault: 'kv-garbage' })
  expect(store.faults()).toEqual([{ fault: 'kv-garbage' }])
  expect(JSON.parse(await read('iad'))).toMatchObject({ drains: 'everything' })
  await put('iad', 'three')
  store.add({ fault: 'kv-hang' })
  let answered = false
  const hanging = read('iad').finally(() => {
    answered = true
  })
  // Another way through the same edge takes longer than an answer would.
  await ask(edges.ports.iad ?? 0, { path: '/api/probe' })
  expect(answered).toBe(false)
  store.clear()
  expect(await hanging).toBe('three')
})

it('L133 what is put into a slow store is read later, the old until then, in the order in which it was put', async () => {
  await put('bom', 'old')
  store.add({ fault: 'kv-slow', ms: 600_000 })
  expect(await put('bom', 'new')).toBe('old')
  expect(await read('iad')).toBe('old')
  store.add({ fault: 'kv-slow', ms: 1 })
  await put('bom', 'newer')
  await expect.poll(() => read('iad')).toBe('newer')
  store.add({ fault: 'kv-slow', ms: 600_000 })
  await put('bom', 'newest')
  expect(await read('iad')).toBe('newer')
  store.clear()
  expect(await read('iad')).toBe('newest')
})
