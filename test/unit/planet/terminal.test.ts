import { execFile } from 'node:child_process'
import { promisify, stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import type { CityReport } from '../../../planet/measure.ts'
import { cityTable, nextSteps, regionTable } from '../../../planet/report.ts'
import type { PlanetStatus } from '../../../planet/status.ts'
import { stepLines } from '../../../planet/step-lines.ts'
import { stepRunner } from '../../../planet/steps.ts'

function lines(columns?: number) {
  const written: string[] = []
  const { step, notice } = stepLines((text) => written.push(text), columns)
  return { run: stepRunner(step), notice, text: () => written.join('') }
}

it('L13 each step of a boot is a plain line with its time once it is done, as it happens', async () => {
  const { run, notice, text } = lines()
  const gate = Promise.withResolvers<void>()
  const slow = run('Site built', () => gate.promise)
  await run('Postgres made', async () => undefined)
  notice('The data is elsewhere.')
  gate.resolve()
  await slow
  await expect(run('Edges ready', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(stripVTControlCharacters(text())).toBe(
    '✓ Postgres made 0.0 s\n! The data is elsewhere.\n✓ Site built 0.0 s\n✗ Edges ready 0.0 s\n',
  )
})

it('L13 a terminal shows below them what is being done, cut to its width', async () => {
  const { run, text } = lines(26)
  await run('Site built', async () => run('Postgres made', async () => undefined))
  expect(stripVTControlCharacters(text())).toContain('… Site built, Postgres ma\r')
})

it('L13 what ends because the boot was given up is not shown as a failure', async () => {
  const boot = new AbortController()
  const written: string[] = []
  const run = stepRunner(stepLines((text) => written.push(text), undefined).step, boot.signal)
  const gate = Promise.withResolvers<void>()
  const other = run('Site built', () => gate.promise)
  const failed = run('Regional apps ready', () => Promise.reject(new Error('no')))
  await failed.catch((error) => boot.abort(error))
  gate.reject(new Error('killed'))
  await expect(other).rejects.toThrow('killed')
  expect(stripVTControlCharacters(written.join(''))).toBe('✗ Regional apps ready 0.0 s\n– Site built\n')
})

it('L13 no step begins after the abort', async () => {
  const run = stepRunner(() => undefined, AbortSignal.abort(new Error('enough')))
  await expect(run('Site built', async () => undefined)).rejects.toThrow('enough')
})

const status = {
  url: 'http://localhost:8787',
  stateDir: '/home/me/planet',
  primary: 'iad',
  cities: [{ id: 'bom', name: 'Mumbai', url: 'http://bom.localhost:8787' }],
  regions: [
    {
      id: 'iad',
      app: { url: 'http://127.0.0.1:1', port: 1, state: 'running', ready: true },
      database: { port: 2, state: 'running' },
    },
    {
      id: 'bom',
      app: { url: 'http://127.0.0.1:3', port: 3, state: 'running', ready: true },
      database: { port: 4, state: 'running' },
    },
  ],
} as unknown as PlanetStatus

const report: CityReport = {
  city: 'bom',
  name: 'Mumbai',
  staticFile: { ok: true, ms: 11.26 },
  read: { ok: true, ms: 14.1, region: 'bom', data: 'local', floorMs: 0.02 },
  write: { ok: false, problem: 'answered 503' },
}

/** The words of a row of a table. */
const row = (table: string, word: string) =>
  stripVTControlCharacters(table)
    .split('\n')
    .find((line) => line.includes(word))
    ?.split('│')
    .map((cell) => cell.trim())
    .filter(Boolean)

it('L14 the first report names for each city who served it, and milliseconds beside the floor, or what went wrong', () => {
  const table = cityTable(status, [report])
  const cells = ['Mumbai', 'http://bom.localhost:8787', 'bom (local)', '11', '14', '0.0', 'answered 503', '–']
  expect(row(table, 'Mumbai')).toEqual(cells)
})

it('L14 a planet that is up says where its parts are and what to try next', () => {
  expect(row(regionTable(status), 'iad')).toEqual(['iad', 'http://127.0.0.1:1', '127.0.0.1:2', 'primary'])
  expect(row(regionTable(status), 'bom')).toEqual(['bom', 'http://127.0.0.1:3', '127.0.0.1:4', 'replica'])
  const text = stripVTControlCharacters(nextSteps(status, 's3cret'))
  const two = { ...status, regions: status.regions.map((each) => ({ ...each, secondDatabase: { port: 9 } })) }
  expect(row(regionTable(two as unknown as PlanetStatus), ':9')).toEqual(['127.0.0.1:9', 'second replica'])
  for (const part of [
    "curl -i 'http://bom.localhost:8787/api/products?limit=1'",
    "-H 'Nearside-Vantage: bom'",
    'planet fault',
    'http://localhost:8787/console/#token=s3cret',
    'Logs: /home/me/planet/logs',
    '--fresh',
  ]) {
    expect(text).toContain(part)
  }
})

it.each([
  [['--prot', '1'], "unknown option '--prot'"],
  [['--port', 'abc'], 'expected a number from 0 to 65535'],
  [['--port', '70000'], 'expected a number from 0 to 65535'],
  [['now'], 'too many arguments'],
  [['--two-replicas', 'iad'], 'expected one of bom, fra'],
])('L15 npm start %j is refused with 2 and a word on what is wrong', async (args, message) => {
  const start = promisify(execFile)(process.execPath, ['planet/main.ts', ...args])
  await expect(start).rejects.toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) })
})
