import { expect, it } from 'vitest'
import type { Explanation } from '../../../protocol/operators/explain.ts'
import type { IsolateView } from '../../../protocol/operators/status.ts'
import type { WhatIfAnswer } from '../../../protocol/operators/whatif.ts'
import { drained, entry, NOON, overlay, region, view, world } from './samples.ts'
import { nearside, nearsideProcess, standIn, TOKEN } from './stand-in.ts'

const bom = view('BOM', 7, {
  pins: [{ ...drained, id: 'p5', match: { country: ['IN', 'LK'], path: '/api/*' }, to: 'fra' }],
  regions: [
    region('iad', { rttMs: 187, toPrimaryMs: null }),
    region('bom', { drain: drained, weight: 0.25, weightMark: { ...drained, weight: 0.25 } as never }),
    region('fra', {
      read: { state: 'open', failures: 3, sinceMs: NOON - 12_000 },
      rttMs: null,
      pressureMs: 310,
      standing: null,
    }),
  ],
})

it('O1 status shows who drained a region until when and why, weights, circuits, distance, lag and what is in force', async () => {
  await using gateway = await standIn({ 'GET /_nearside/status': () => ({ json: bom }) })
  const { stdout, code } = await nearside(['status', '--url', gateway.url], {
    env: { CI: '1', FORCE_COLOR: '1' },
  })
  expect(code).toBe(0)
  for (const text of [
    'epoch 2b13f0cb.7, the primary is in iad',
    'overlay revision 7: as stored, read 2 s ago',
    'bom drained by ana since 2026-11-24 11:00 UTC until 2026-11-24 14:00 UTC: kernel upgrade',
    'pin p5 path=/api/* country=IN,LK to=fra, by ana',
    'fra answers 310 ms later than usual',
  ])
    expect(stdout).toContain(text)
  expect(stdout).toMatch(/bom +│ drained +│ 25% +│ closed +│ 2\.1 ms +│ 187 ms +│ replica +│ 42 ms/)
  expect(stdout).toMatch(/fra +│ \+310 ms +│ 100% +│ reads open 12 s +│ not yet +│ 187 ms +│ – +│ –/)
  expect(gateway.asked[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`)
})

it('O36 status says how old its knowledge is where no region has told anything lately, and that asking again helps', async () => {
  let seen: IsolateView = bom
  await using gateway = await standIn({ 'GET /_nearside/status': () => ({ json: seen }) })
  const told = async (...seenMs: (number | undefined)[]) => {
    const standing = { role: 'replica', timeline: 1, lsn: '0/3A5B', ageMs: 42 } as const
    const regions = seenMs.map((ms, index) =>
      region(['iad', 'bom'][index] ?? '', {
        standing: ms === undefined ? null : { ...standing, seenMs: ms },
      }),
    )
    seen = view('IAD', 7, { regions })
    const { stdout } = await nearside(['status', '--url', gateway.url])
    return stdout.split('\n').filter((line) => /what it knows|told it/.test(line))
  }
  expect(await told(NOON - 9_000, NOON - 20_000)).toEqual([])
  expect(await told(NOON - 720_000, NOON - 800_000)).toEqual([
    'what it knows is 12 min old: it looks now, ask again',
  ])
  expect(await told(NOON - 12_000, NOON - 12_000)).toEqual([
    'what it knows is 12 s old: it looks now, ask again',
  ])
  expect(await told(NOON - 720_000, NOON)).toEqual(['what it knows of iad is 12 min old'])
  expect(await told(undefined, undefined)).toEqual([
    'no region has told it anything yet: it looks now, ask again',
  ])
})

it('O16 no colours go into a pipe, and no table is wider than 100 columns', async () => {
  const receipt = { json: world(view('BOM', 7), view('JNB', 6, { epoch: 'a-long-name-of-a-config.6' })) }
  const forced = ['capacity', 'health'] as const
  const long = entry(7, { why: 'a reason of many words that goes on and on', forced })
  await using gateway = await standIn({
    'GET /_nearside/status': () => ({ json: bom }),
    'GET /_nearside/world': () => receipt,
    'GET /_nearside/history': () => ({ json: [long] }),
    'POST /_nearside/explain': () => ({ json: explanation }),
    'POST /_nearside/whatif': () => ({ json: whatIf }),
  })
  const runs = [
    ['status'],
    ['status', '--world'],
    ['history'],
    ['explain', '--path', '/api/x'],
    ['whatif', 'drain', 'bom'],
  ]
  const env = { CI: '1', FORCE_COLOR: '3' }
  expect((await nearsideProcess(['status', '--url', gateway.url], { env })).stdout).not.toContain('\u001b')
  for (const run of runs) {
    const { stdout, code } = await nearside([...run, '--url', gateway.url])
    const table = stdout.split('\n').filter((line) => /[│┌├└]/.test(line))
    expect({ run, code, isTable: table.length > 2 }).toEqual({ run, code: 0, isTable: true })
    expect(Math.max(...table.map(({ length }) => length))).toBeLessThanOrEqual(100)
  }
})

it('O2 status --world shows every city that reports, and which is behind', async () => {
  const json = world(
    view('BOM', 7),
    view('GRU', 6),
    view('FRA', 7, { overlay: { ...bom.overlay, source: 'unreachable', error: 'KV GET failed' } }),
  )
  await using gateway = await standIn({ 'GET /_nearside/world': () => ({ json }) })
  const { stdout } = await nearside(['status', '--world', '--url', gateway.url])
  expect(stdout).toMatch(/BOM +│ 1 +│ 2b13f0cb\.7 /)
  expect(stdout).toMatch(/GRU +│ 1 +│ 2b13f0cb\.6 +│ [^\n]*\n[│ ]+\(behind\)/)
  expect(stdout).toContain(
    'FRA: overlay revision 7: the store does not answer, the last good one stays, read 2 s ago (KV GET failed)',
  )
})

const explanation: Explanation = {
  ...{ kind: 'app', epoch: '2b13f0cb.7', learnedIn: 'BOM', intent: 'read', reason: 'method GET' },
  ...{
    retries: true,
    lot: 0.42,
    attempts: [
      { region: 'fra', reason: 'nearest' },
      { region: 'bom', reason: 'last-resort' },
    ],
  },
  regions: [
    {
      ...{ id: 'fra', place: 1, reason: 'nearest', sentence: 'nearest: 130 ms away (learned)' },
      ...{ rttMs: 130, rttSource: 'learned' },
      ...{ waitMs: 0, pressureMs: 0, toPrimaryMs: 90, costMs: 130 },
    },
    {
      ...{
        id: 'bom',
        place: 2,
        reason: 'last-resort',
        sentence: 'drained by ana until 2026-11-24 14:00 UTC: kernel upgrade',
      },
      ...{ rttMs: 2.1, rttSource: 'prior' },
      ...{ waitMs: 12, pressureMs: 310, toPrimaryMs: null, costMs: 324.1 },
    },
    {
      ...{ id: 'iad', place: null, reason: 'not-allowed', sentence: 'the rule leaves it out' },
      ...{ rttMs: 187, rttSource: 'learned' },
      ...{ waitMs: 0, pressureMs: 0, toPrimaryMs: 0, costMs: 187 },
    },
  ],
}

it('O18 explain prints the plan and each region’s place, cost and sentence', async () => {
  await using gateway = await standIn({ 'POST /_nearside/explain': () => ({ json: explanation }) })
  const { stdout } = await nearside([
    'explain',
    '--path',
    '/api/products',
    '--lot',
    '0.42',
    '--url',
    gateway.url,
  ])
  expect(stdout).toContain(
    'GET /api/products is a read (method GET): fra, then bom\nby what BOM has learned, epoch 2b13f0cb.7, lot 0.420\n',
  )
  expect(stdout).toMatch(/1 +│ fra +│ 130 +│ +│ +│ 90 +│ 130 +│ nearest: 130 ms away \(learned\) /)
  expect(stdout).toMatch(/2 +│ bom +│ 2\.1 map +│ 12 +│ 310 +│ – +│ 324 +│ drained by ana until/)
  expect(gateway.asked.at(-1)?.body).toEqual({ method: 'GET', path: '/api/products', lot: 0.42 })
})

it('O18 explain asks a planet’s own city, and tells any other gateway where the client stands', async () => {
  const route = { 'POST /_nearside/explain': () => ({ json: explanation }) }
  const planet = { 'GET /_planet/status': () => ({ json: { stateDir: '/nowhere', cities: [] } }) }
  await using elsewhere = await standIn(route)
  await using here = await standIn({ ...route, ...planet })
  const run = [
    'explain',
    '--from',
    'bom',
    '--method',
    'post',
    '--path',
    '/api/orders',
    '--asn',
    '9498',
    '--bookmark',
    'AQ',
  ]
  for (const { url } of [elsewhere, here]) await nearside([...run, '--url', url])
  const request = { method: 'POST', path: '/api/orders', bookmark: 'AQ' }
  const mumbai = { colo: 'BOM', latitude: 19.07, longitude: 72.88, country: 'IN', continent: 'AS', asn: 9498 }
  expect(elsewhere.asked.at(-1)).toMatchObject({ body: { ...request, vantage: mumbai } })
  expect(elsewhere.asked.at(-1)?.headers).not.toHaveProperty('nearside-vantage')
  expect(here.asked.at(-1)).toMatchObject({
    body: { ...request, vantage: { asn: 9498 } },
    headers: { 'nearside-vantage': 'bom' },
  })
})

const whatIf: WhatIfAnswer = {
  findings: [{ rule: 'capacity', forceable: true, message: 'a third of the capacity would be left' }],
  ...{ requests: 40, leftOut: 3, fromMs: NOON - 120_000, toMs: NOON },
  moves: [
    {
      colo: 'BOM',
      from: 'bom',
      to: 'fra',
      requests: 10,
      intent: 'read',
      source: 'prior',
      before: { p50: 14.2, p95: 19 },
      after: { p50: 141, p95: 150.4 },
    },
  ],
  load: { bom: { before: 10, after: 0 }, fra: { before: 30, after: 40 } },
  ...{ before: { p50: 12, p95: 190 }, after: { p50: 45, p95: 190 } },
}

it('O21 whatif prints who would move where, at which p50 and p95, the load of regions, and what the safety rules say', async () => {
  await using gateway = await standIn({ 'POST /_nearside/whatif': () => ({ json: whatIf }) })
  const { stdout, code } = await nearside(['whatif', 'weight', 'bom', '25%', '--url', gateway.url])
  expect(code).toBe(0)
  expect(gateway.asked.at(-1)?.body).toEqual({ change: { action: 'weight', region: 'bom', weight: 0.25 } })
  expect(stdout).toContain('With the weight 25% for bom 10 of the latest 40 requests (2 min) would move.')
  expect(stdout).toMatch(/BOM +│ bom +│ fra +│ 10 reads +│ 14 \/ 19 ms +│ 141 \/ 150 ms map/)
  expect(stdout).toMatch(/fra +│ 75% +│ 100%/)
  expect(stdout).toContain('capacity: a third of the capacity would be left. --force does it all the same')
})

it('O22 history prints who changed what, when and why', async () => {
  const json = [
    entry(8, {
      change: { action: 'expire', what: ['the drain of bom'] },
      by: 'nearside',
      why: 'its end has come',
    }),
    entry(7, { forced: ['capacity'] }),
  ]
  await using gateway = await standIn({ 'GET /_nearside/history': () => ({ json }) })
  const { stdout } = await nearside(['history', '--limit', '2', '--url', gateway.url])
  expect(gateway.asked.at(-1)?.path).toBe('/_nearside/history?limit=2')
  expect(stdout).toMatch(
    /8 +│ 2026-11-24 12:00 UTC +│ nearside +│ ended by the clock: the +│ its end has come/,
  )
  expect(stdout).toMatch(/7 +│ 2026-11-24 12:00 UTC +│ ben +│ drained fra \(forced +│ disk fails/)
})

it('O15 with --json there is one document on stdout, as the gateway gave it', async () => {
  await using gateway = await standIn({
    'GET /_nearside/status': () => ({ json: bom }),
    'GET /_nearside/world': () => ({ json: world(bom) }),
    'GET /_nearside/history': () => ({ json: [entry(7)] }),
    'GET /_nearside/overlay': () => ({ json: overlay(7) }),
    'POST /_nearside/explain': () => ({ json: explanation }),
    'POST /_nearside/whatif': () => ({ json: whatIf }),
  })
  const runs = [
    [['status'], bom],
    [['status', '--world'], world(bom)],
    [['history'], [entry(7)]],
    [['explain', '--path', '/'], explanation],
    [['whatif', 'restore', 'bom'], whatIf],
  ] as const
  for (const [args, expected] of runs) {
    const { stdout, stderr, code } = await nearside([...args, '--json', '--url', gateway.url])
    expect({ json: JSON.parse(stdout), stderr, code }).toEqual({ json: expected, stderr: '', code: 0 })
  }
})
