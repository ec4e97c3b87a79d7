import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Handled } from '../../../worker/telemetry/handled.ts'
import { lineOf, observeLog } from '../../../worker/telemetry/log.ts'
import { observeRow, ROW_BLOBS, ROW_DOUBLES, ROW_INDEX, rowOf } from '../../../worker/telemetry/row.ts'
import type { AttemptFailure, ToldOutcome } from '../../../worker/upstream/outcome.ts'
import { facts, REGIONS } from './fixtures.ts'

const [IAD, BOM] = REGIONS
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const REFUSED: AttemptFailure = { regionId: 'fra', intent: 'read', cause: 'refused', status: 503 }
const CONTEXT = { waitUntil() {} }

type Answered = Extract<ToldOutcome, { kind: 'answered' }>

function answered(overrides: Partial<Answered> = {}): Answered {
  return {
    kind: 'answered',
    region: BOM,
    intent: 'read',
    tryMs: 6,
    regionMs: 4,
    wanMs: 0,
    metrics: [],
    replay: undefined,
    failures: [],
    ...overrides,
  }
}

function handled(overrides: Partial<Handled> = {}): Handled {
  return {
    atMs: 1_800_000_000_000,
    traceId: TRACE,
    facts: facts({ path: '/api/products/0197f8a2-7d10-7cc3-98c4-dc0c0c07398f' }),
    plan: {
      intent: 'read',
      attempts: [
        { region: BOM, reason: 'nearest', isUnwell: false },
        { region: IAD, reason: 'next-best', isUnwell: false },
      ],
      hedgeTo: IAD,
      eligible: [BOM, IAD],
      retries: true,
    },
    outcome: answered(),
    status: 200,
    epoch: '2b13f0cb.7',
    data: 'local',
    edgeMetrics: [
      { name: 'client', durMs: 8 },
      { name: 'edge', durMs: 1 },
      { name: 'net', desc: 'bom', durMs: 2 },
      { name: 'floor', desc: 'bom', durMs: 0.02 },
      { name: 'alt', desc: 'iad', durMs: 212 },
    ],
    regionMetrics: [
      { name: 'app', durMs: 1.5 },
      { name: 'db', desc: 'replica', durMs: 2 },
      { name: 'wait', durMs: 0.5 },
    ],
    totalMs: 7,
    ...overrides,
  }
}

/** The row's columns by their names. */
function columns(of: Handled): Record<string, unknown> {
  const { blobs, doubles } = rowOf(of)
  const texts = ROW_BLOBS.map((name, index) => [name, blobs[index]])
  const numbers = ROW_DOUBLES.map((name, index) => [name === 'alt' ? 'altMs' : name, doubles[index]])
  return Object.fromEntries([...texts, ...numbers])
}

it('W380 a row of an ordinary read is exactly so', () => {
  expect(rowOf(handled())).toEqual({
    indexes: ['BOM'],
    blobs: [
      ...['BOM', 'IN', 'AS', '1', 'GET', '/api/products', 'read', 'bom', 'nearest', 'local', '', 'answered'],
      ...['', '', 'iad', '2b13f0cb.7', TRACE],
    ],
    doubles: [15, 8, 1, 2, 1.5, 2, 0.5, 0, 0.02, 212, 200, 0, 0, 0],
  })
})

it('W381 a row tells a replayed write, its failed try and its way to the primary', () => {
  const regionMetrics = [
    { name: 'app', durMs: 1 },
    { name: 'wan', desc: '2 rtt', durMs: 401 },
  ]
  const outcome = answered({ region: IAD, intent: 'write', replay: 'interactive', failures: [REFUSED] })
  const edgeMetrics = [{ name: 'edge', desc: 'hedged, 1 failed try', durMs: 30 }]
  expect(columns(handled({ outcome, regionMetrics, edgeMetrics, data: 'primary' }))).toMatchObject({
    ...{ region: 'iad', replay: 'interactive', data: 'primary', wan: 401, wanTrips: 2, edge: 30 },
    ...{ failedTries: 1, failedRegion: 'fra', failedCause: 'refused', hedged: 1 },
    ...{ altRegion: '', altMs: -1, floor: -1 },
  })
})

it('W381 a row tells that no region answered, and what is not known about the client', () => {
  const outcome: ToldOutcome = { kind: 'unavailable', intent: 'read', retries: true, failures: [REFUSED] }
  const unknown = { colo: undefined, country: undefined, continent: undefined, asn: undefined }
  const row = columns(
    handled({
      ...{ outcome, status: 503, data: undefined, edgeMetrics: [], regionMetrics: [] },
      facts: facts({ ...unknown, clientRttMs: undefined }),
    }),
  )
  expect(row).toMatchObject({
    ...{ outcome: 'unavailable', region: '', status: 503, data: '', failedCause: 'refused' },
    ...{ colo: '', country: '', continent: '', asn: '', client: 0, net: 0 },
  })
})

it.each([
  ['/', '/'],
  ['/api', '/api'],
  ['/api/products', '/api/products'],
  ['/api/v2.1/orders/7', '/api/v2.1'],
  ['/orders/12', '/orders/:id'],
  ['/orders/0197f8a2-7d10-7cc3-98c4-dc0c0c07398f/cancel', '/orders/:id'],
  ['/u/ana@mail.example', '/u/:id'],
  ['/u/a1b2c3d4e5f6', '/u/:id'],
  [`/files/${'x'.repeat(33)}`, '/files/:id'],
])('W382 the path %s is %s in a row', (path, expected) => {
  expect(columns(handled({ facts: facts({ path }) })).path).toBe(expected)
})

it('W383 a row keeps to the limits of the platform, whatever a client sends', () => {
  expect(ROW_BLOBS.length).toBeLessThanOrEqual(20)
  expect(ROW_DOUBLES.length).toBeLessThanOrEqual(20)
  const bytes = (text: string) => new TextEncoder().encode(text).length
  for (const text of ['', 'x'.repeat(20_000), 'é'.repeat(99), '𝄞'.repeat(9_000), '\ud800'.repeat(99)]) {
    for (const totalMs of [0, Number.NaN, Number.POSITIVE_INFINITY]) {
      const hostile = facts({ colo: text, country: text, method: text, path: `/${text}/${text}` })
      const { indexes, blobs, doubles } = rowOf(handled({ facts: hostile, epoch: text, totalMs }))
      expect(indexes.map((index) => bytes(index) <= 96)).toEqual([true])
      expect(blobs).toHaveLength(ROW_BLOBS.length)
      expect(blobs.reduce((sum, blob) => sum + bytes(blob), 0)).toBeLessThanOrEqual(16_384)
      expect(doubles).toHaveLength(ROW_DOUBLES.length)
      expect(doubles.filter(Number.isFinite)).toEqual(doubles)
    }
  }
})

it('W384 a row that can not be written harms nothing, and that is said once', () => {
  const said = listen()
  const failing = {
    writeDataPoint(): never {
      throw new Error('the dataset is full')
    },
  }
  const observe = observeRow(failing)
  for (let index = 0; index < 3; index++) observe(handled(), CONTEXT)
  observeRow(undefined)(handled(), CONTEXT)
  expect(said).toEqual([['error', 'no row was written to Analytics Engine: Error: the dataset is full']])
})

it('W385 a row is documented, column by column', () => {
  const documented = readFileSync(join(import.meta.dirname, '../../../docs/telemetry.md'), 'utf8')
  const columnsOf = (kind: string) =>
    [...documented.matchAll(new RegExp(`^\\| \`(${kind}\\d+)\` \\| \`(\\w+)\` \\|`, 'gm'))].map(
      ([, column, name]) => `${column} ${name}`,
    )
  expect(columnsOf('index')).toEqual([`index1 ${ROW_INDEX}`])
  expect(columnsOf('blob')).toEqual(ROW_BLOBS.map((name, index) => `blob${index + 1} ${name}`))
  expect(columnsOf('double')).toEqual(ROW_DOUBLES.map((name, index) => `double${index + 1} ${name}`))
})

const failed = (failure: Partial<AttemptFailure>) => ({ ...REFUSED, ...failure })
const unavailable = (failures: readonly AttemptFailure[]): ToldOutcome => ({
  ...{ kind: 'unavailable', intent: 'read', retries: true },
  failures,
})

it.each<[string, string, Partial<Handled>]>([
  ['info', 'an answer', {}],
  ['info', 'a refusal of the app', { status: 404 }],
  ['info', 'a usual replay', { outcome: answered({ replay: 'behind' }) }],
  ['info', 'a client that leaves', { outcome: unavailable([failed({ cause: 'client' })]), status: 408 }],
  ['info', 'a body that does not arrive', { outcome: { kind: 'body-missing' }, status: 408 }],
  [
    'info',
    'a try that another one was quicker than',
    { outcome: answered({ failures: [failed({ cause: 'client' })] }) },
  ],
  ['warn', 'a failed try', { outcome: answered({ failures: [REFUSED] }) }],
  ['warn', 'a read that wrote', { outcome: answered({ replay: 'mis-tagged' }) }],
  ['warn', 'a body too large to repeat', { outcome: { kind: 'not-repeatable' }, status: 413 }],
  ['error', 'a 500 of the app', { status: 500 }],
  ['error', 'no answer', { outcome: unavailable([REFUSED]), status: 503 }],
  ['error', 'an old primary', { outcome: answered({ failures: [failed({ cause: 'fenced' })] }) }],
  [
    'error',
    'a replay that a rule forbids',
    {
      outcome: { kind: 'replay-not-allowed', intent: 'write', regionId: 'bom', reason: 'interactive' },
      status: 502,
    },
  ],
])('W386 the level is %s of %s', (level, _, overrides) => {
  const of = handled(overrides)
  expect(lineOf(of, 'all')?.level).toBe(level)
  expect(lineOf(of, 'problems')?.level).toBe(level === 'info' ? undefined : level)
  expect(lineOf(of, 'none')).toBeUndefined()
})

it('W387 a line is one JSON object with the trace, without the query, at the level of its method', () => {
  const said = listen()
  observeLog('problems')(handled(), CONTEXT)
  observeLog('problems')(handled({ outcome: answered({ failures: [REFUSED] }) }), CONTEXT)
  expect(said.map(([level]) => level)).toEqual(['warn'])
  expect(JSON.parse(said[0]?.[1] ?? '')).toEqual({
    level: 'warn',
    traceId: TRACE,
    method: 'GET',
    path: '/api/products/0197f8a2-7d10-7cc3-98c4-dc0c0c07398f',
    status: 200,
    outcome: 'answered',
    intent: 'read',
    region: 'bom',
    reason: 'nearest',
    data: 'local',
    tries: [REFUSED],
    colo: 'BOM',
    country: 'IN',
    epoch: '2b13f0cb.7',
    ms: 7,
  })
})

it('W388 every field of a line is documented', () => {
  const documented = readFileSync(join(import.meta.dirname, '../../../docs/telemetry.md'), 'utf8')
  const section = documented.split('## Lines of the gateway')[1]?.split('\n## ')[0] ?? ''
  const fields = [...section.matchAll(/^\| (`.+?`) \|/gm)].flatMap(
    ([, names]) => names?.split(/[`, ]+/) ?? [],
  )
  const line = lineOf(handled({ outcome: answered({ failures: [REFUSED], replay: 'behind' }) }), 'all') ?? {}
  expect(fields.filter(Boolean).toSorted()).toEqual(Object.keys(line).toSorted())
})

/** What is said to the console from now on, by level, and only here. */
function listen(): (readonly [string, string])[] {
  const said: (readonly [string, string])[] = []
  for (const level of ['info', 'warn', 'error'] as const) {
    const original = console[level]
    console[level] = (text: string) => void said.push([level, text])
    onTestFinished(() => {
      console[level] = original
    })
  }
  return said
}
