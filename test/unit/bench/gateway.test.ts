import { stripVTControlCharacters as plain } from 'node:util'
import { expect, it } from 'vitest'
import { ALL_CELLS, type Cell, KINDS, nameOf, turnName } from '../../../bench/gateway/cells.ts'
import { CONTENDERS, type ContenderName } from '../../../bench/gateway/contenders.ts'
import { FEW_GATEWAY_TURNS, GATEWAY_DEFAULTS, parseGatewayFlags } from '../../../bench/gateway/options.ts'
import { requestsOf } from '../../../bench/gateway/requests.ts'
import { allRatios, type GatewayRounds } from '../../../bench/gateway/summary.ts'
import { formatCells } from '../../../bench/gateway/table.ts'
import type { Turn } from '../../../bench/gateway/turn.ts'
import { formatWorkerdConfig } from '../../../bench/gateway/workerd-config.ts'
import { deriveBookmarkKey, parseBookmark } from '../../../protocol/bookmark.ts'
import { BOOKMARK } from '../../../protocol/headers.ts'

const [READ] = ALL_CELLS as readonly [Cell]

const turn = (perSecond: number, cpuUs: number | undefined): Turn => ({
  ...{ answered: 1, failed: 0, perSecond, cpuUs, p50Ms: 1, p99Ms: 2, busy: undefined, loadCpuUs: 1 },
})

function round(turns: Partial<Record<ContenderName, Turn>>): GatewayRounds[number] {
  return Object.fromEntries(
    Object.entries(turns).map(([name, each]) => [turnName(READ, name as ContenderName), each]),
  )
}

const ROUNDS: GatewayRounds = [
  round({ gateway: turn(800, 500), 'pass-through': turn(1_000, 400), nginx: turn(8_000, undefined) }),
  round({ gateway: turn(90, 1_000), 'pass-through': turn(100, 900), nginx: turn(900, undefined) }),
]

it('B125 a ratio of the gateway bench is made of turns of one round, and says what it is in words that stay', () => {
  const wire = round({ 'wire by hand': turn(700, 600), 'pass-through': turn(1_000, 400) })
  const ratios = allRatios([...ROUNDS, wire], [READ])
  expect(ratios.map(({ name, samples }) => [name, samples])).toEqual([
    ['small read, 1 connection: throughput over pass-through', [0.8, 0.9]],
    ['small read, 1 connection: requests per CPU second over pass-through', [0.8, 0.9]],
    ['small read, 1 connection: throughput over nginx', [0.1, 0.1]],
    ['small read, 1 connection, wire by hand: throughput over pass-through', [0.7]],
  ])
  expect(ALL_CELLS.map(nameOf)).toContain('small read, 16 connections')
})

it('B126 the tables of the gateway bench fit a terminal, with a dash for what the system does not tell', () => {
  const text = plain(formatCells(ROUNDS, [READ]))
  expect(text).toMatch(/1 .*gateway .*445/)
  expect(text).toMatch(/pass-through .*550 .*0\.85/)
  expect(text).toMatch(/nginx .*4450 .*– .*0\.10/)
  expect(text).not.toContain('haproxy')
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(120)
})

it('B127 the flags of the gateway bench mean what its help says, and bad ones are named at once', () => {
  expect(parseGatewayFlags(GATEWAY_DEFAULTS)).toMatchObject({ options: { rounds: 5, cells: ALL_CELLS } })
  expect(parseGatewayFlags({ ...GATEWAY_DEFAULTS, only: 'write, 1 c' })).toMatchObject({
    options: { cells: [{ kind: 'write', connections: 1 }] },
  })
  expect(parseGatewayFlags({ rounds: '0', milliseconds: '1.5', profile: '', only: 'reed' })).toEqual({
    ok: false,
    errors: [
      '--rounds: expected a whole number from 1 to 100, found "0"',
      '--milliseconds: expected a whole number from 100 to 60000, found "1.5"',
      '--profile: expected a whole number from 0 to 60000, found ""',
      '--only: expected a part of a name, such as "small read, 16 connections", found "reed"',
    ],
  })
  const few = FEW_GATEWAY_TURNS
  const ms = few.rounds * few.cells.length * CONTENDERS.length * few.turnMs
  expect(ms).toBeLessThanOrEqual(60_000)
})

it('B128 a write of the load brings a bookmark that its gateway finds true, and only Workers are told of the client', () => {
  const key = deriveBookmarkKey(Buffer.alloc(32, 7), 'k1')
  for (const kind of KINDS) {
    const text = (of: 'worker' | 'proxy') =>
      Buffer.from(requestsOf(kind, of, key)[0] ?? []).toString('latin1')
    expect(text('worker')).toContain('"colo":"BOM"')
    expect(text('proxy')).not.toContain('BOM')
  }
  const [write] = requestsOf('write', 'worker', key)
  const bookmark = new RegExp(`${BOOKMARK}: (.+)\r\n`).exec(Buffer.from(write ?? []).toString('latin1'))?.[1]
  expect(parseBookmark(bookmark ?? '', [key])).toMatchObject({ ok: true })
})

it('B129 what is bound to a Worker comes through the config of plain workerd as it is', () => {
  const worker = { name: 'a b', file: 'a.js', text: { T: 'say "x"\\n' }, json: { J: { on: ['/api/*'] } } }
  const config = formatWorkerdConfig({
    ...{ workers: [worker], compatibilityDate: '2026-10-20', compatibilityFlags: ['enable_request_signal'] },
    ...{ cfHeader: 'bench-cf', originPort: 81 },
  })
  expect(config).toContain(String.raw`(name = "T", text = "say \"x\"\\n")`)
  expect(config).toContain(String.raw`(name = "J", json = "{\"on\":[\"/api/*\"]}")`)
  expect(config).toContain('(name = "a b", worker = .worker0)')
})
