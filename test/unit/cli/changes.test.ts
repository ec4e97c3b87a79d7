import { expect, it } from 'vitest'
import { answer, entry, overlay, view, world } from './samples.ts'
import { nearside, nearsideProcess, problem, standIn } from './stand-in.ts'

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
  await using gateway = await standIn({ ...done, ...status('BOM') })
  const { code, stdout, stderr } = await nearside([
    ...['drain', 'bom', '--wait', ...WHY, '--json', '--url', gateway.url, '--at', other.url],
    ...['--at', 'http://127.0.0.1:9'],
  ])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(JSON.parse(stdout)).toMatchObject({
    epoch: '2b13f0cb.7',
    convergence: {
      ...{ outcome: 'holds', holding: 2, total: 2, pending: [], silent: ['http://127.0.0.1:9'] },
      afterMs: expect.any(Number),
    },
  })
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
