import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { freePorts } from '../../../planet/ports.ts'
import { openOutput } from '../../../regional-app/telemetry/output.ts'

const MAIN = join(import.meta.dirname, '../../../regional-app/main.ts')
const KEY = `k:${Buffer.alloc(32, 1).toString('base64')}`
const NOWHERE = 'postgres://nobody@127.0.0.1:1/none'
/** Their lines are more than any pipe or socket holds. */
const PATHS = Array.from({ length: 80 }, (_, index) => `/${index}/${'x'.repeat(10_000)}`)
/** What befalls the process on SIGUSR2. */
const FATE = `process.once('SIGUSR2', () => { %s })`

/** Where the log goes, and how it is read when it is: not before. */
const OUTS = {
  socket: () => ({ stdout: 'pipe' as const, reader: ({ stdout }: ChildProcess) => stdout as Readable }),
  pipe(path: string) {
    execFileSync('mkfifo', [path])
    const reader = new Socket({ fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK) })
    return { stdout: openSync(path, 'w'), reader: () => reader }
  },
  file: (path: string) => ({
    stdout: openSync(path, 'a'),
    reader: () => Readable.from([readFileSync(path)]),
  }),
}

type RegionOptions = { readonly out?: keyof typeof OUTS; readonly port?: number; readonly fate?: string }

/** A region as it is deployed. Without a gateway it refuses each request, and logs it. */
async function startRegion({ out = 'pipe', port, fate = '' }: RegionOptions) {
  const dir = mkdtempSync(join(tmpdir(), 'last-lines-'))
  const { stdout, reader } = OUTS[out](join(dir, 'log'))
  const [free = 0] = await freePorts(1)
  const origin = `http://127.0.0.1:${port ?? free}`
  const hook = `data:text/javascript,${encodeURIComponent(FATE.replace('%s', fate))}`
  const child = spawn(process.execPath, ['--import', hook, MAIN], {
    env: {
      ...{ REGION: 'bom', PORT: String(port ?? free), HOST: '127.0.0.1', DRAIN_GRACE_MS: '300' },
      ...{ DATABASE_READ_URL: NOWHERE, DATABASE_WRITE_URL: NOWHERE, SIGNING_KEYS: KEY, BOOKMARK_KEYS: KEY },
    },
    stdio: ['ignore', stdout, 'ignore'],
  })
  if (typeof stdout === 'number') closeSync(stdout)
  const exited = once(child, 'exit')
  const agent = new Agent({ keepAlive: true })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
    agent.destroy()
    reader(child).destroy()
    rmSync(dir, { recursive: true })
  })
  const ask = async (path: string) => {
    const [response] = await once(get(`${origin}${path}`, { agent }), 'response')
    await text(response)
    return response.statusCode
  }
  return {
    ...{ child, ask, reader: () => reader(child), port: port ?? free },
    async listens() {
      while ((await ask('/livez').catch(() => 0)) !== 200) await delay(10)
    },
    async askAll() {
      for (const path of PATHS) await ask(path)
    },
    /** The exit code, and how long it took from now on. */
    async ends() {
      const startedMs = performance.now()
      const [code] = await Promise.race([exited, delay(6_000, ['it hangs'])])
      return { code, ms: performance.now() - startedMs }
    },
    async lines() {
      const all = await text(reader(child))
      return all
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    },
  }
}

it.for([
  ['socket', 'SIGTERM', '', 0],
  ['file', 'SIGTERM', '', 0],
  ['pipe', 'SIGTERM', '', 0],
  ['pipe', 'SIGINT', '', 0],
  ['pipe', 'SIGUSR2', `throw new Error('nobody expected')`, 1],
  ['pipe', 'SIGUSR2', `Promise.reject(new Error('nobody expected'))`, 1],
  ['pipe', 'SIGUSR2', 'process.exit(3)', 3],
  ['socket', 'SIGUSR2', 'process.exit(3)', 3],
  ['file', 'SIGUSR2', 'process.exit(3)', 3],
] as const)(
  'D86 all lines of a region that ends are written, in their order, for a reader that comes late: %s, %s %s',
  async ([out, signal, fate, code]) => {
    const region = await startRegion({ out, fate })
    await region.listens()
    await region.askAll()
    region.child.kill(signal)
    const ended = region.ends()
    await (out === 'file' ? ended : delay(500))
    const lines = await region.lines()
    expect((await ended).code).toBe(code)
    expect(lines.flatMap(({ path }) => path ?? [])).toEqual(PATHS)
    if (fate === '') expect(lines.at(-1)).toMatchObject({ msg: 'drained' })
  },
)

it('D86 all lines of a region that can not start are written', async () => {
  const first = await startRegion({})
  await first.listens()
  const second = await startRegion({ port: first.port })
  expect((await second.ends()).code).toBe(1)
  expect((await second.lines()).at(-1)).toMatchObject({ level: 60, msg: 'cannot listen' })
})

it.for([
  ['SIGTERM', '', 0],
  ['SIGUSR2', `throw new Error('nobody expected')`, 1],
] as const)(
  'D87 a region whose log nobody reads serves, and waits a second for a reader when it ends: %s %s',
  async ([signal, fate, code]) => {
    const region = await startRegion({ fate })
    await region.listens()
    await region.askAll()
    expect(await region.ask('/livez')).toBe(200)
    region.child.kill(signal)
    const ended = await region.ends()
    expect(ended.code).toBe(code)
    expect(ended.ms).toBeLessThan(2_500)
  },
)

it('D87 a reader that takes little is waited for no longer than there is time', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'last-lines-'))
  const path = join(dir, 'log')
  execFileSync('mkfifo', [path])
  const reader = spawn('sh', ['-c', 'while sleep 0.1; do head -c 4096; done < "$0" > /dev/null', path])
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  onTestFinished(() => {
    reader.kill('SIGKILL')
    closeSync(fd)
    rmSync(dir, { recursive: true })
  })
  const output = openOutput({ fd, idleMs: 500, mostMs: 1_000 })
  output.write('x'.repeat(1_000_000))
  const flush = (mostMs?: number) => {
    const startedMs = performance.now()
    output.flushSync(mostMs)
    return performance.now() - startedMs
  }
  const firstMs = flush()
  expect([firstMs > 900, firstMs < 1_500]).toEqual([true, true])
  expect(flush()).toBeLessThan(100)
})

it('D88 a region that is told a second time ends at once, though nobody reads its log', async () => {
  const region = await startRegion({})
  await region.listens()
  await region.askAll()
  region.child.kill('SIGTERM')
  await delay(100)
  region.child.kill('SIGTERM')
  const { code, ms } = await region.ends()
  expect([code, ms < 600]).toEqual([1, true])
})

it('D89 a region whose reader has gone serves on, and ends as ever', async () => {
  const region = await startRegion({})
  await region.listens()
  await region.askAll()
  region.reader().destroy()
  await region.askAll()
  expect(await region.ask('/livez')).toBe(200)
  region.child.kill('SIGTERM')
  const { code, ms } = await region.ends()
  expect([code, ms < 1_000]).toEqual([0, true])
})
