import dns from 'node:dns'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import { lockState } from '../../../planet/lock.ts'
import { identify } from '../../../planet/process-table.ts'
import { view } from './samples.ts'
import { nearside, problem, standIn, TOKEN } from './stand-in.ts'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'nearside-cli-'))
  writeFileSync(join(dir, 'operator-token'), 'the-planets-own\n')
  writeFileSync(join(dir, 'file'), 'of-the-file\n')
  writeFileSync(join(dir, 'bad'), 'two words\n')
})
afterAll(() => rmSync(dir, { recursive: true }))

const status = { 'GET /_nearside/status': () => ({ json: view('BOM', 7) }) }
const planet = () => ({ 'GET /_planet/status': () => ({ json: { stateDir: dir, cities: [] } }) })

it('O13 the token is that of --token-file, else of NEARSIDE_TOKEN, else the planet’s own; without one none is sent', async () => {
  await using gateway = await standIn({ ...status, ...planet() })
  await using other = await standIn(status)
  const lock = lockState(dir)
  lock.announce(gateway.url)
  const token = async (args: string[], run: Parameters<typeof nearside>[1], { url, asked } = gateway) => {
    expect(await nearside(['status', '--url', url, ...args], run)).toMatchObject({ code: 0, stderr: '' })
    return asked.at(-1)?.headers.authorization
  }
  expect(await token(['--token-file', join(dir, 'file')], {})).toBe('Bearer of-the-file')
  expect(await token([], {})).toBe(`Bearer ${TOKEN}`)
  expect(await token([], { env: { NEARSIDE_TOKEN: '' } })).toBe('Bearer the-planets-own')
  expect(await token([], { env: { NEARSIDE_TOKEN: '' } }, other)).toBeUndefined()
  lock.release()
})

it('O27 the planet’s own token goes to the planet alone that runs on that state folder', async () => {
  await using gateway = await standIn({ ...status, ...planet() })
  const tokenWith = async (lock: object | undefined) => {
    const file = join(dir, 'planet.lock')
    if (lock) writeFileSync(file, JSON.stringify(lock))
    await nearside(['status', '--url', gateway.url], { env: { NEARSIDE_TOKEN: '' } })
    rmSync(file, { force: true })
    return gateway.asked.at(-1)?.headers.authorization
  }
  const self = identify(process.pid)
  expect(await tokenWith({ ...self, url: gateway.url })).toBe('Bearer the-planets-own')
  expect(await tokenWith({ ...self, url: gateway.url.replace('127.0.0.1', 'localhost') })).toBeDefined()
  expect(await tokenWith({ ...self, url: 'http://localhost:1' })).toBeUndefined()
  expect(await tokenWith({ ...self, startedAt: 'before', url: gateway.url })).toBeUndefined()
  expect(await tokenWith({ ...self })).toBeUndefined()
  expect(await tokenWith(undefined)).toBeUndefined()
})

it('O35 a name under .localhost is this machine though the resolver knows none, and stays in the Host', async () => {
  await using gateway = await standIn({ ...status, ...planet() })
  vi.spyOn(dns, 'lookup').mockImplementation(((
    name: string,
    _options: object,
    found: (error: Error) => void,
  ) => found(Object.assign(new Error(`no ${name}`), { code: 'ENOTFOUND' }))) as never)
  onTestFinished(() => void vi.restoreAllMocks())
  const url = gateway.url.replace('127.0.0.1', 'fra.localhost')
  expect(await nearside(['status', '--url', url])).toMatchObject({ code: 0, stderr: '' })
  const { host } = new URL(url)
  const asked = gateway.asked.map(({ path, headers }) => [path, headers.host, headers.authorization])
  expect(asked).toContainEqual(['/_nearside/status', host, `Bearer ${TOKEN}`])
  expect(await nearside(['planet', 'status', '--url', url])).toMatchObject({ code: 3 })
  expect(gateway.asked.at(-1)).toMatchObject({ path: '/_planet/status', headers: { host } })
  const nobody = await nearside(['status', '--url', 'http://fra.localhost:9'])
  expect(nobody).toMatchObject({ code: 3, stderr: expect.stringContaining('fra.localhost:9 (ECONNREFUSED)') })
})

it('O13 the token goes nowhere but to the gateway: not along with a redirect, not over plain http to another machine', async () => {
  await using elsewhere = await standIn(status)
  const location = `${elsewhere.url}/_nearside/status`
  await using gateway = await standIn({
    'GET /_nearside/status': () => ({ status: 307, headers: { location }, json: {} }),
  })
  expect(await nearside(['status', '--url', gateway.url])).toMatchObject({ code: 1, stdout: '' })
  expect(elsewhere.asked).toEqual([])
  expect(await nearside(['status', '--url', 'http://192.0.2.1'])).toMatchObject({
    code: 2,
    stderr: 'http://192.0.2.1: expected https, so that nobody reads the token.\n',
  })
})

it('O14 each failure has its exit code and a sentence, as text and as JSON, and none tells the token', async () => {
  const answers = {
    '401': problem(401, 'Unauthorized'),
    '422': problem(422, 'Not valid', {
      errors: [{ field: 'region', message: 'expected one of iad, found "xyz"' }],
    }),
    '429': {
      ...problem(429, 'Too many failures'),
      headers: { 'content-type': 'application/problem+json', 'retry-after': '30' },
    },
    '503': problem(503, 'No store', { detail: 'the binding OVERLAY is missing' }),
    html: { status: 200, headers: { 'content-type': 'text/html' }, json: {} },
    '404': { status: 404, headers: { 'content-type': 'text/html' }, json: {} },
  }
  const rows = [
    [
      '401',
      1,
      /wants an operator's token \(401\)\. The one from NEARSIDE_TOKEN is not known there\.\nA token is looked for in the file of --token-file, in NEARSIDE_TOKEN/,
    ],
    ['422', 2, /Not valid\.\n {2}region: expected one of iad, found "xyz"/],
    ['429', 1, /Too many failures\. Again in 30 s\./],
    ['503', 1, /No store: the binding OVERLAY is missing\./],
    ['html', 3, /is no gateway: expected JSON from \/_nearside\/, found 200 text\/html/],
    ['404', 3, /is no gateway: expected JSON from \/_nearside\/, found 404 text\/html/],
  ] as const
  for (const [name, code, sentence] of rows) {
    await using gateway = await standIn({ 'GET /_nearside/status': () => answers[name] })
    const run = ['status', '--url', gateway.url]
    const [told, json] = [await nearside(run), await nearside([...run, '--json'])]
    expect(told).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(sentence) })
    expect(json).toMatchObject({ code, stdout: '' })
    expect(JSON.parse(json.stderr)).toMatchObject({ exitCode: code, error: expect.stringMatching(sentence) })
    expect(`${told.stderr}${json.stderr}`).not.toContain(TOKEN)
  }
})

it('O14 wrong use ends with 2 and names what was expected and found, before anything is asked', async () => {
  const rows = [
    [['drain'], "missing required argument 'region'"],
    [['drain', 'bom'], '--why: expected the reason of the drain, as in --why "kernel upgrade", found none'],
    [['drain', 'Mumbai', '--why', 'x'], 'expected a region\'s id such as bom, found "Mumbai"'],
    [['drain', 'bom', '--why', 'x', '--for', '2'], 'expected a time such as 90s, 30m, 2h or 1d, found "2"'],
    [['drain', 'bom', '--why', 'x', '--at', 'fra'], 'expected an https:// URL, found "fra"'],
    [['weight', 'bom', '120%', '--why', 'x'], 'expected a share such as 0.25 or 25%, found "120%"'],
    [['pin', 'city=BOM', 'to=fra', '--why', 'x'], 'city: expected one of path, method'],
    [['explain', '--path', 'api'], 'expected a path that starts with "/", found "api"'],
    [['explain', '--path', '/', '--lot', '2'], 'expected a number from 0 to 1, found "2"'],
    [['explain', '--path', '/', '--from', 'xyz'], '--from: expected one of iad, bom, fra'],
    [['status', '--from', 'bom', '--url', 'http://127.0.0.1:9'], '--from: expected a planet at'],
    [['status', '--token-file', '/nope'], "--token-file: can't read /nope (ENOENT)"],
    [['status', '--token-file', join(dir, 'bad')], 'expected one token, printable and without spaces'],
    [['history', '--limit', 'all'], 'expected a whole number, found "all"'],
    [['bookmark', 'decode', '--keys-file', '/nope', 'AQ'], "--keys-file: can't read /nope (ENOENT)"],
  ] as const
  for (const [args, sentence] of rows) {
    const { code, stdout, stderr } = await nearside([...args, '--json'])
    expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: '' })
    expect(JSON.parse(stderr)).toMatchObject({ exitCode: 2, error: expect.stringContaining(sentence) })
  }
})

it('O14 --help tells the exit codes, and each command has examples', async () => {
  const { stdout } = await nearside(['--help'])
  for (const text of ['0  done', '1  refused', '2  wrong use', '3  nobody answers', '4  --wait gave up'])
    expect(stdout).toContain(text)
  const commands = [
    'status',
    'drain',
    'restore',
    'weight',
    'pin',
    'unpin',
    'undo',
    'history',
    'explain',
    'whatif',
    'bookmark decode',
    'planet fault',
  ]
  for (const name of commands)
    expect((await nearside([...name.split(' '), '--help'])).stdout).toMatch(/Examples?:\n {2}\S/)
})
