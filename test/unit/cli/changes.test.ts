import { expect, it } from 'vitest'
import { answer, entry, overlay, view, world } from './samples.ts'
import { nearside, nearsideProcess, problem, type Routes, standIn } from './stand-in.ts'

const current = { 'GET /_nearside/overlay': () => ({ json: overlay(6) }) }
const done = { ...current, 'POST /_nearside/changes': () => ({ json: answer(7) }) }
const WHY = ['--why', 'kernel upgrade']
const soon = (ms: number) => expect.toSatisfy((at: number) => Math.abs(at - Date.now() - ms) < 60_000)

it.each([
  [['drain', 'bom', ...WHY], { action: 'drain', region: 'bom' }],
  [['drain', 'bom', '--for', '2h', ...WHY], { action: 'drain', region: 'bom', untilMs: soon(7_200_000) }],
  [
    ['drain', 'bom', '--force', '--dry-run', ...WHY],
    { action: 'drain', region: 'bom', force: true, dryRun: true },
  ],
  [['restore', 'bom', ...WHY], { action: 'restore', region: 'bom' }],
  [['weight', 'bom', '25%', ...WHY], { action: 'weight', region: 'bom', weight: 0.25 }],
  [
    ['weight', 'bom', '0.5', '--for', '30m', ...WHY],
    { action: 'weight', region: 'bom', weight: 0.5, untilMs: soon(1_800_000) },
  ],
  [
    ['pin', 'country=IN,LK path=/api/* to=fra', ...WHY],
    { action: 'pin', match: { country: ['IN', 'LK'], path: '/api/*' }, to: 'fra' },
  ],
  [
    ['pin', 'asn=9498', 'to=bom', '--for', '1d', ...WHY],
    { action: 'pin', match: { asn: [9498] }, to: 'bom', untilMs: soon(86_400_000) },
  ],
  [['unpin', 'p5', ...WHY], { action: 'unpin', id: 'p5' }],
  [['undo', ...WHY], { action: 'undo' }],
])(
  'O3 %j asks for the change over the revision that was read, with its reason and its end',
  async (args, expected) => {
    await using gateway = await standIn(done)
    const { code, stdout } = await nearside([...args, '--url', gateway.url])
    expect(code).toBe(0)
    expect(gateway.asked.at(-1)?.body).toEqual({ ...expected, why: 'kernel upgrade', revision: 6 })
    if (!args.includes('--dry-run')) expect(stdout).toContain('Epoch 2b13f0cb.7, revision 7.')
  },
)

it('O3 a change is asked for over the revision that the operator names, without reading another', async () => {
  await using gateway = await standIn(done)
  await nearside(['undo', '--revision', '4', '--url', gateway.url])
  expect(gateway.asked).toMatchObject([{ body: { action: 'undo', revision: 4 } }])
})

const unsafe = problem(409, 'Not safe', {
  slug: 'unsafe',
  findings: [
    { rule: 'last-region', forceable: false, message: 'no region would be left to serve' },
    { rule: 'capacity', forceable: true, message: 'expected half of the capacity, found a third' },
  ],
})

it('O4 what the safety rules refuse ends with 1, names each rule, and says whether --force helps', async () => {
  await using gateway = await standIn({ ...current, 'POST /_nearside/changes': () => unsafe })
  const run = ['drain', 'bom', ...WHY, '--url', gateway.url]
  const [text, json] = [await nearside(run), await nearside([...run, '--json'])]
  expect(text).toEqual({
    code: 1,
    stdout: '',
    stderr: [
      'Not safe: nothing was changed.',
      '  last-region: no region would be left to serve. This can’t be forced.',
      '  capacity: expected half of the capacity, found a third. --force does it all the same, and is recorded.',
      '',
    ].join('\n'),
  })
  expect(JSON.parse(json.stderr)).toMatchObject({
    exitCode: 1,
    findings: [{ rule: 'last-region' }, { rule: 'capacity' }],
  })
})

it('O5 where somebody was quicker it ends with 1, and says who changed what meanwhile', async () => {
  await using gateway = await standIn({
    ...current,
    'POST /_nearside/changes': () => problem(412, 'Changed meanwhile'),
    'GET /_nearside/history': () => ({ json: [entry(7), entry(6, { why: 'seen already' })] }),
  })
  const { code, stderr } = await nearside(['drain', 'bom', ...WHY, '--url', gateway.url])
  expect(code).toBe(1)
  expect(stderr).toContain('revision 6 is no longer in force')
  expect(stderr).toContain('  revision 7, 2026-11-24 12:00 UTC, ben drained fra: disk fails\n')
  expect(stderr).not.toContain('seen already')
})

it.each([
  [[], [], 0, 'It would be done'],
  [[], [true], 1, 'It would be refused'],
  [['--force'], [true], 0, 'forced against capacity'],
  [['--force'], [true, false], 1, 'It would be refused'],
])(
  'O6 a dry run with %j and findings that force helps against %j ends with %i',
  async (args, forceable, code, text) => {
    const findings = forceable.map(
      (can) => ({ rule: can ? 'capacity' : 'last-region', forceable: can, message: 'm' }) as const,
    )
    await using gateway = await standIn({
      ...current,
      'POST /_nearside/changes': () => ({ json: answer(7, { dryRun: true, findings }) }),
    })
    const ran = await nearside(['drain', 'bom', '--dry-run', '--wait', ...args, ...WHY, '--url', gateway.url])
    expect(ran).toMatchObject({ code, stdout: expect.stringContaining(text) })
    expect(ran.stdout).toContain('Nothing was changed: a dry run.')
  },
)

const cities = ['bom', 'fra', 'gru'].map((id) => ({ id, name: id, url: '' }))
const planet = { 'GET /_planet/status': () => ({ json: { stateDir: '/nowhere', cities } }) }

it('O7 --wait asks every city of a planet until the change holds there, and tells how many and after how long', async () => {
  let asked = 0
  await using gateway = await standIn({
    ...done,
    ...planet,
    'GET /_nearside/status': ({ headers }) => {
      const city = String(headers['nearside-vantage']).toUpperCase()
      asked += city === 'GRU' ? 1 : 0
      // A later change holds this one, too.
      return { json: view(city, city === 'GRU' && asked < 3 ? 6 : city === 'FRA' ? 8 : 7) }
    },
    // A city that has reported lately counts as well; what a silent isolate said long ago does not.
    'GET /_nearside/world': () => ({
      json: world(view('NRT', asked < 2 ? 6 : 7), view('SYD', 6, { atMs: view('SYD', 6).atMs - 61_000 })),
    }),
  })
  const { code, stdout, stderr } = await nearside(['drain', 'bom', '--wait', ...WHY, '--url', gateway.url])
  expect(code).toBe(0)
  expect(stderr).toMatch(/^2 of 4 cities after \d+\.\d s\n/)
  expect(stdout).toMatch(/\nIt holds everywhere: 4 of 4 cities after \d+\.\d s\.\n$/)
})

it('O7 --wait takes the ways in that --at names, and tells in JSON', async () => {
  const status = (colo: string) => ({ 'GET /_nearside/status': () => ({ json: view(colo, 7) }) })
  await using other = await standIn(status('FRA'))
  await using gateway = await standIn({
    ...{ ...done, ...status('BOM') },
    'GET /_nearside/world': () => ({ json: world(view('BOM', 7)) }),
  })
  const { code, stdout, stderr } = await nearside([
    ...['drain', 'bom', '--wait', ...WHY, '--json', '--url', gateway.url, '--at', other.url],
  ])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(JSON.parse(stdout)).toMatchObject({
    epoch: '2b13f0cb.7',
    convergence: {
      ...{ outcome: 'holds', holding: 2, total: 2, pending: [], unknown: [] },
      afterMs: expect.any(Number),
    },
  })
})

const inBom = { ...done, 'GET /_nearside/status': () => ({ json: view('BOM', 7) }) }
const well = { 'GET /_nearside/world': () => ({ json: world(view('BOM', 7)) }) }
const noKeys = problem(503, 'The observatory does not answer', { type: 'urn:nearside:problem:observatory' })
const noToken = problem(401, 'Who are you?')
const limited = {
  ...problem(429, 'Too many failures'),
  headers: { 'content-type': 'application/problem+json', 'retry-after': '3' },
}

it.each<[string, Routes, RegExp]>([
  [
    'the world answers 503',
    { 'GET /_nearside/world': () => noKeys },
    /other cities \(503 The observatory does not answer\)/,
  ],
  [
    'the world is empty',
    { 'GET /_nearside/world': () => ({ json: world() }) },
    /other cities \(no city has reported lately\)/,
  ],
  ['the world is none', { 'GET /_nearside/world': () => ({ json: {} }) }, /other cities \(something else/],
  [
    'a city limits',
    { ...well, ...planet, 'GET /_nearside/status': ({ headers }) => inCity(headers, limited) },
    /fra \(429 too many failures from this address, again in 3 s\)/,
  ],
  [
    'a city wants another token',
    { ...well, ...planet, 'GET /_nearside/status': ({ headers }) => inCity(headers, noToken) },
    /fra \(401 the token is not known there\)/,
  ],
])(
  'O23 --wait does not say everywhere of what is not known, but names it and ends with 4: %s',
  async (_, routes, why) => {
    await using gateway = await standIn({ ...inBom, ...routes })
    const run = ['drain', 'bom', '--wait', '--timeout', '1s', ...WHY, '--url', gateway.url]
    const { code, stdout } = await nearside(run)
    expect(code).toBe(4)
    expect(stdout).toMatch(
      /\nGave up waiting; the change stands\. It holds in (\d) of \1 cit.*\nNot known: .*\n$/,
    )
    expect(stdout).toMatch(why)
    expect(stdout).not.toContain('everywhere')
  },
)

function inCity({ 'nearside-vantage': city }: Record<string, unknown>, inFra: ReturnType<typeof problem>) {
  return city === 'fra' ? inFra : { json: view(String(city).toUpperCase(), 7) }
}

it('O23 a way in where nobody answers is not known, and one that answers late is', async () => {
  let asked = 0
  await using other = await standIn({
    'GET /_nearside/status': () => (asked++ === 0 ? limited : { json: view('FRA', 7) }),
  })
  await using gateway = await standIn({ ...inBom, ...well })
  const run = ['drain', 'bom', '--wait', ...WHY, '--url', gateway.url, '--at', other.url]
  expect(await nearside(run)).toMatchObject({ code: 0, stdout: expect.stringContaining('2 of 2 cities') })
  const dead = await nearside([...run, '--timeout', '1s', '--at', 'http://127.0.0.1:9'])
  expect(dead.code).toBe(4)
  expect(dead.stdout).toMatch(/\nNot known: http:\/\/127\.0\.0\.1:9 \(Nobody answers at .*\)\.\n$/)
})

it('O24 without an observatory --wait says at once what it can not know; it ends with 0 where the cities were named', async () => {
  const unbound = problem(503, 'No observatory is bound', { type: 'urn:nearside:problem:no-observatory' })
  const none = { 'GET /_nearside/world': () => unbound }
  await using other = await standIn({ 'GET /_nearside/status': () => ({ json: view('FRA', 7) }) })
  await using gateway = await standIn({ ...inBom, ...none })
  const run = ['drain', 'bom', '--wait', ...WHY, '--url', gateway.url]
  const [here, named] = [await nearside(run), await nearside([...run, '--at', other.url])]
  expect(here.code).toBe(4)
  expect(here.stdout).toMatch(
    /\nIt holds here; other cities are not known: 1 of 1 city after \d\.\d s\.\nNot known: /,
  )
  expect(named.code).toBe(0)
  expect(named.stdout).toMatch(
    /\nIt holds wherever it was asked: 2 of 2 cities after \d\.\d s\.\nNot known: other cities/,
  )
})

it('O25 nothing that comes from outside is obeyed by a terminal, and JSON tells it as it was', async () => {
  const evil = '\u001b[31m\nforged\u009b\u202e'
  const finding = { rule: 'capacity', forceable: true, message: evil } as const
  const shown = '\\x1b[31m\\nforged\\x9b\\u{202e}'
  await using gateway = await standIn({
    ...current,
    'GET /_nearside/status': () => ({ json: view(evil, 7) }),
    'GET /_nearside/history': () => ({ json: [entry(7, { why: evil })] }),
    'POST /_nearside/changes': () => problem(409, 'Not safe', { findings: [finding] }),
    'POST /_nearside/whatif': () => problem(422, 'No', { errors: [{ field: 'x', message: evil }] }),
  })
  const runs = [['status'], ['history'], ['drain', 'bom', ...WHY], ['whatif', 'drain', 'bom']]
  for (const run of runs) {
    const { stdout, stderr } = await nearside([...run, '--url', gateway.url])
    const text = `${stdout}${stderr}`
    expect(text.replaceAll(/[│\s]+/g, '')).toContain(shown.slice(0, 12))
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]|^forged/mu)
  }
  const { stdout } = await nearside(['status', '--json', '--url', gateway.url])
  expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)
  expect(JSON.parse(stdout).colo).toBe(evil)
})

it.each([
  ['history', { entries: [] }, /expected a list of changes from \/_nearside\/history, found none/],
  ['status', {}, /The answer has another form than expected/],
])('O26 an answer of another form ends with 3 and a sentence: %s', async (command, json, sentence) => {
  await using gateway = await standIn({ [`GET /_nearside/${command}`]: () => ({ json }) })
  const { code, stdout, stderr } = await nearside([command, '--url', gateway.url])
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
  expect(stderr).toMatch(sentence)
})

const behind = {
  ...done,
  'GET /_nearside/status': () => ({ json: view('BOM', 6) }),
  'GET /_nearside/world': () => ({ json: world(view('BOM', 6), view('FRA', 7)) }),
}

it('O8 --wait gives up with 4 where the change does not hold in time, and names the cities', async () => {
  await using gateway = await standIn(behind)
  const run = ['drain', 'bom', '--wait', '--timeout', '1s', ...WHY, '--url', gateway.url]
  const { code, stdout } = await nearside(run)
  expect(code).toBe(4)
  expect(stdout).toMatch(
    /Gave up waiting; the change stands\. It holds in 1 of 2 cities after 1\.\d s\.\nNot yet in: BOM \(epoch 2b13f0cb\.6\)\.\n$/,
  )
})

it('O9 who interrupts the waiting is told that the change stands, by 4', async () => {
  await using gateway = await standIn(behind)
  const run = ['drain', 'bom', '--wait', ...WHY, '--url', gateway.url]
  const { code, stdout } = await nearsideProcess(run, { interruptAt: /1 of 2 cities/ })
  expect(code).toBe(4)
  expect(stdout).toContain('Stopped waiting; the change stands. It holds in 1 of 2 cities')
})
