import { createConnection, createServer } from 'node:net'
import { stripVTControlCharacters as plain } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { openCountingProxy } from '../../../bench/flight/counting-proxy.ts'
import { FLIGHT_DEFAULTS, parseFlightFlags } from '../../../bench/flight/options.ts'
import { apart, drawTrips } from '../../../bench/flight/picture.ts'
import { startsOf } from '../../../bench/flight/starts.ts'
import { agreementOf, ratiosOf } from '../../../bench/flight/summary.ts'
import { formatAgreement, formatTimes, formatTrips } from '../../../bench/flight/table.ts'
import { takeTurn } from '../../../bench/flight/turn.ts'
import type { Commit } from '../../../bench/flight/way.ts'
import { countTurns } from '../../../bench/flight/wire-turns.ts'
import { COUNTS, DRIZZLE, FLIGHT, SAMPLES, sampleOf, turnOf } from './flight-samples.ts'

it('B140 a round trip on the wire is a handshake, or bytes of a client that has been answered', () => {
  const turns = countTurns()
  const at = (step: 'opened' | 'sent' | 'received') => {
    turns[step]()
    return turns.count
  }
  expect(at('opened')).toBe(1)
  expect([at('sent'), at('sent'), at('received'), at('received')]).toEqual([2, 2, 2, 2])
  expect([at('sent'), at('received'), at('sent'), at('received')]).toEqual([3, 3, 4, 4])
})

it('B141 the counting proxy passes bytes on unharmed and counts who waited for whom', async () => {
  const server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const proxy = await openCountingProxy(typeof address === 'object' ? (address?.port ?? 0) : 0)
  onTestFinished(() => proxy.close())
  const client = createConnection(proxy.port, '127.0.0.1')
  onTestFinished(() => void client.destroy())
  const echo = (text: string) =>
    new Promise<string>((resolve) => {
      client.once('data', (chunk) => resolve(chunk.toString()))
      client.write(text)
    })
  expect([await echo('one'), await echo('two')]).toEqual(['one', 'two'])
  expect(proxy.turns()).toBe(3)
})

it('B142 a turn commits on a connection of its own: new, then with new texts, then with the same again', async () => {
  const commits: Commit[] = []
  let gauge = 0
  let closed = 0
  const turn = await takeTurn({
    open: () => {
      gauge += 1
      return {
        async commit(commit) {
          gauge += 10 ** commits.push(commit)
        },
        close: async () => void closed++,
      }
    },
    ids: ['a', 'b'],
    salt: 'r1',
    gauge: () => gauge,
    signal: new AbortController().signal,
  })
  expect(turn).toEqual(turnOf(1000, 100, 11))
  expect(closed).toBe(1)
  const [first, second, third] = commits.map(({ salt }) => salt)
  expect(first).not.toBe(second)
  expect(third).toBe(second)
  expect(new Set(commits.map(({ note }) => note)).size).toBe(3)
})

it('B143 a ratio of the flight bench is made of turns of one round; the flight is told in round trips', () => {
  const ratios = new Map(ratiosOf(COUNTS, SAMPLES).map((ratio) => [ratio.name, ratio]))
  expect(
    ratios.get('Drizzle over postgres.js, 5 statements, 200 ms, warm: times the flight')?.samples,
  ).toEqual([10, 11, 12])
  expect(ratios.get('flight, 5 statements, 200 ms, warm: round trips')?.median).toBe(1.01)
  expect(ratios.get('flight, 5 statements, cold connection: round trips on the wire')?.samples).toEqual([6])
  expect(ratios.size).toBe(3 + 3 + 3)
})

it('B144 where clock and wire would make another number of round trips of a commit, the flight bench says so', () => {
  const agreed = agreementOf(COUNTS, SAMPLES)
  expect(agreed).toMatchObject({
    commits: 6,
    unlike: ['Drizzle over postgres.js, 5 statements, 200 ms, warm'],
  })
  const samples = [
    sampleOf(FLIGHT, 0, turnOf(201, 202, 1210)),
    sampleOf(DRIZZLE, 0, turnOf(2405, 2410, 3220)),
  ]
  expect(agreementOf(COUNTS, samples)).toEqual({ rttMs: 200, commits: 6, unlike: [], beyondMs: [1, 20] })
  expect(formatAgreement(COUNTS, samples)).toContain('1.0 to 20.0 ms beyond')
})

it('B145 the tables of the flight bench show count and clock, a dash for what was not measured, and fit 120 columns', () => {
  const statements = [1, 3, 5, 10]
  const all = statements.flatMap((count) => SAMPLES.map((sample) => ({ ...sample, statements: count })))
  const trips = plain(formatTrips(COUNTS, all, 200))
  expect(trips).toMatch(/flight .*–.*1.*–/)
  expect(trips).toMatch(/by the clock .*1\.01.*6\.05/)
  const times = plain(formatTimes(all, [200]))
  expect(times).toMatch(/Drizzle over postgres\.js .*2222.*2410.*3220/)
  expect(times).toMatch(/forwarded whole .*–/)
  for (const line of `${trips}\n${times}`.split('\n')) expect(line.length).toBeLessThanOrEqual(120)
})

it('B146 the picture of the flight bench has a line for each way that was measured, its labels apart', () => {
  const other = SAMPLES.map((sample) => ({ ...sample, statements: 1 }))
  const svg = drawTrips([...SAMPLES, ...other], { rttMs: 200, statements: [1, 5] })
  expect([...svg.matchAll(/<path class="line w0" d="M\d[^"]*L/g)]).toHaveLength(3)
  expect([...svg.matchAll(/<path class="line w1" d="M\d[^"]*L/g)]).toHaveLength(0)
  expect(svg).toContain('Drizzle over postgres.js 11.1, 11.1')
  expect(svg).not.toMatch(/NaN|undefined|Infinity/)
  expect(drawTrips([...SAMPLES, ...other], { rttMs: 200, statements: [1, 5] })).toBe(svg)
  expect(apart([400, 100, 399, 398])).toEqual([400, 100, 385, 370])
})

it('B149 the turns of a round begin all over the time that the longest takes, and none ends after it', () => {
  const expected = [1400, 100, 100, 1000, 100]
  const starts = startsOf(expected)
  expect(starts).toEqual([0, 260, 520, 240, 1040])
  expect(Math.max(...starts.map((start, index) => start + (expected[index] ?? 0)))).toBe(1400)
})

it('B147 the flags of the flight bench mean what its help says, and bad ones are named at once', () => {
  expect(parseFlightFlags(FLIGHT_DEFAULTS)).toEqual({
    ok: true,
    options: { rounds: 7, distancesMs: [50, 100, 200], statements: [1, 3, 5, 10] },
  })
  expect(parseFlightFlags({ rounds: '0', distances: '200,5', statements: '1,,1' })).toEqual({
    ok: false,
    errors: [
      '--rounds: expected a whole number from 1 to 100, found "0"',
      '--distances: expected round trips of 20 to 1000 ms, as in 50,200, found "200,5"',
      '--statements: expected numbers from 1 to 50, as in 1,5, found "1,,1"',
    ],
  })
})
