import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { seededProducts } from '../../db/seed.ts'
import { formatSigningKey } from '../../protocol/signing-keys.ts'
import { openTestDatabase, type TestDatabase, through, until } from '../support/database.ts'
import { type RequestOptions, signedHeaders, TEST_BOOKMARK_KEY, TEST_KEY } from '../support/region.ts'

const PRODUCT = seededProducts()[0]?.id ?? ''
const MAIN = join(import.meta.dirname, '../../regional-app/main.ts')
let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.drop())

type RegionProcess = {
  readonly child: ChildProcess
  readonly exited: Promise<unknown[]>
  request(path: string, options?: RequestOptions): Promise<Response>
}

async function start(env: Record<string, string> = {}): Promise<RegionProcess> {
  const port = await freePort()
  const child = spawn(process.execPath, [MAIN], {
    env: {
      REGION: 'iad',
      PORT: String(port),
      HOST: '127.0.0.1',
      DATABASE_READ_URL: database.url,
      DATABASE_WRITE_URL: database.url,
      SIGNING_KEYS: `${TEST_KEY.id}:${Buffer.from(TEST_KEY.secret).toString('base64')}`,
      BOOKMARK_KEYS: formatSigningKey(TEST_BOOKMARK_KEY),
      WRITE_CONNECTIONS: '2',
      ...env,
    },
    stdio: 'ignore',
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const exited = once(child, 'exit')
  const request = (path: string, options: RequestOptions = {}) => {
    const url = `http://127.0.0.1:${port}${path}`
    const { method = 'GET', json } = options
    const type = json === undefined ? {} : { 'content-type': 'application/json' }
    const headers = signedHeaders(url, 'iad', TEST_KEY, { ...options, headers: type })
    return fetch(url, { method, headers, ...(json === undefined ? {} : { body: JSON.stringify(json) }) })
  }
  await until(() =>
    request('/readyz').then(
      ({ ok }) => ok,
      () => false,
    ),
  )
  return { child, exited, request }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

/** A request that is under way until `finish`, held up by a lock on its row. */
async function slowRequest({ request }: RegionProcess) {
  const placed = await request('/api/orders', { method: 'POST', json: { productId: PRODUCT, quantity: 1 } })
  const { id } = (await placed.json()) as { id: string }
  const locker = postgres(database.url, { max: 1 })
  onTestFinished(() => locker.end())
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>()
  const { promise: locked, resolve: onLocked } = Promise.withResolvers<void>()
  const holding = locker.begin(async (tx) => {
    await tx`select from orders where id = ${id} for update`
    onLocked()
    await finished
  })
  await locked
  const answer = request(`/api/orders/${id}`, { method: 'PATCH', json: { note: 'late' } })
  answer.catch(() => {})
  await until(async () => {
    const waiting = await database.sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    return waiting.length > 0
  })
  return {
    answer,
    async finish() {
      finish()
      await holding
    },
  }
}

it('R36 SIGTERM: readyz turns 503, requests are still taken, and their answers close their connections', async () => {
  const region = await start({ DRAIN_GRACE_MS: '60000', DRAIN_TIMEOUT_MS: '60000' })
  region.child.kill('SIGTERM')
  await until(async () => (await region.request('/readyz')).status === 503)
  const meanwhile = await region.request(`/api/products/${PRODUCT}`)
  expect([meanwhile.status, meanwhile.headers.get('connection')]).toEqual([200, 'close'])
})

it('R41 after its grace period a drain takes no more, what is under way finishes, exit 0', async () => {
  const region = await start({ DRAIN_GRACE_MS: '100' })
  const slow = await slowRequest(region)
  region.child.kill('SIGTERM')
  await until(() =>
    region.request('/readyz').then(
      () => false,
      () => true,
    ),
  )
  await slow.finish()
  const answer = await slow.answer
  expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close'])
  expect(await region.exited).toEqual([0, null])
})

it('R37 a drain ends after its time, whatever is still under way', async () => {
  const region = await start({ DRAIN_TIMEOUT_MS: '200' })
  const slow = await slowRequest(region)
  region.child.kill('SIGINT')
  expect(await region.exited).toEqual([0, null])
  await expect(slow.answer).rejects.toThrow()
  await slow.finish()
})

it('R38 a second signal ends the process at once', async () => {
  const region = await start()
  const slow = await slowRequest(region)
  region.child.kill('SIGTERM')
  await until(async () => (await region.request('/readyz')).status === 503)
  region.child.kill('SIGTERM')
  expect(await region.exited).toEqual([1, null])
  await slow.finish()
})

it('R42 a region starts and reads while the primary is out of reach', async () => {
  const region = await start({ DATABASE_WRITE_URL: through(database.url, await freePort()) })
  expect((await region.request(`/api/products/${PRODUCT}`)).status).toBe(200)
})

it('R39 a bad environment ends the start with every variable that is wrong', async () => {
  const child = spawn(process.execPath, [MAIN], { env: { PORT: 'x' }, stdio: ['ignore', 'ignore', 'pipe'] })
  const lines: string[] = []
  child.stderr.on('data', (chunk) => lines.push(String(chunk)))
  expect(await once(child, 'close')).toEqual([1, null])
  for (const name of ['REGION', 'PORT', 'DATABASE_READ_URL', 'DATABASE_WRITE_URL', 'SIGNING_KEYS']) {
    expect(lines.join('')).toContain(name)
  }
})
