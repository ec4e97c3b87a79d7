import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { Agent, get, type IncomingHttpHeaders } from 'node:http'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it, onTestFinished, vi } from 'vitest'
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
  let last: IncomingHttpHeaders = {}
  const ask = async (path: string) => {
    const [response] = await once(get(`${origin}${path}`, { agent }), 'response')
    await text(response)
    last = response.headers
    return response.statusCode
  }
  return {
    ...{ child, ask, reader: () => reader(child), port: port ?? free },
    async listens() {
      while ((await ask('/livez').catch(() => 0)) !== 200) await delay(10)
    },
    async drains() {
      do await ask('/livez')
      while (last.connection !== 'close')
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
  ['pipe', 'SIGTERM', '', 0],
  ['file', 'SIGINT', '', 0],
  ['socket', 'SIGUSR2', `throw new Error('nobody expected')`, 1],
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

it('D87 a region whose log nobody reads serves, and waits a second for a reader when it ends', async () => {
  const region = await startRegion({})
  await region.listens()
  await region.askAll()
  expect(await region.ask('/livez')).toBe(200)
  region.child.kill('SIGTERM')
  const { code, ms } = await region.ends()
  expect(code).toBe(0)
  expect(ms).toBeLessThan(2_500)
})

/** A pipe that a process of its own may read, or this one, or nobody. */
function openPipe() {
  const dir = mkdtempSync(join(tmpdir(), 'last-lines-'))
  const path = join(dir, 'log')
  execFileSync('mkfifo', [path])
  const end = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
  onTestFinished(() => {
    closeSync(fd)
    rmSync(dir, { recursive: true })
  })
  return { path, end, stream: { fd } }
}

const lineOfDropped = (bytes: number) => `dropped ${bytes}\n`

it('D92 lines that nobody reads are kept up to a bound, and in the place of those beyond it a line tells of them', async () => {
  const { end, stream } = openPipe()
  const output = openOutput({ stream, lineOfDropped, mostBytes: 50_000, idleMs: 5_000, mostMs: 5_000 })
  const written = Array.from({ length: 100 }, (_, index) => `${index} ${'x'.repeat(9_990)}\n`)
  for (const piece of written) output.write(piece)
  let read = ''
  const reader = new Socket({ fd: end, readable: true, writable: false })
  reader.setEncoding('utf8').on('data', (text) => {
    read += text
  })
  onTestFinished(() => void reader.destroy())
  await vi.waitFor(() => expect(read).toMatch(/dropped \d+\n$/))
  output.write('last\n')
  await vi.waitFor(() => expect(read).toMatch(/last\n$/))
  const [kept = '', dropped = ''] = read.split('dropped ')
  const count = kept.split('\n').length - 1
  // The pipe itself holds 64 KB.
  expect([count > 4, count < 20]).toEqual([true, true])
  expect(kept).toBe(written.slice(0, count).join(''))
  expect(dropped).toBe(`${written.slice(count).join('').length}\nlast\n`)
})

it('D87 a reader that takes little is waited for no longer than there is time', async () => {
  const { path, end, stream } = openPipe()
  const reader = spawn('sh', ['-c', 'while sleep 0.1; do head -c 4096; done < "$0" > /dev/null', path])
  onTestFinished(() => {
    reader.kill('SIGKILL')
    closeSync(end)
  })
  const output = openOutput({ stream, lineOfDropped, mostBytes: 2_000_000, idleMs: 500, mostMs: 1_000 })
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

it('D88 a region that is told a second time while it drains ends at once, though nobody reads its log', async () => {
  const region = await startRegion({})
  await region.listens()
  await region.askAll()
  region.child.kill('SIGTERM')
  await region.drains()
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
  expect((await region.ends()).code).toBe(0)
})

it('D89 a reader that has gone is not waited for', () => {
  const { end, stream } = openPipe()
  const output = openOutput({ stream, lineOfDropped, mostBytes: 2_000_000, idleMs: 25_000, mostMs: 25_000 })
  output.write('x'.repeat(1_000_000))
  closeSync(end)
  // Else the test would end by its own time.
  output.flushSync()
})
