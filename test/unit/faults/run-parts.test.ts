import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { outcomeOfRead, outcomeOfWrite } from '../../faults/attempts.ts'
import type { Answer } from '../../faults/client.ts'
import { countRun } from '../../faults/counts.ts'
import { type Entry, readHistory, writeHistory } from '../../faults/history.ts'
import { parseFaultsFlags } from '../../faults/options.ts'
import { createRandom } from '../../faults/random.ts'
import { order, read, told } from './made.ts'

it('Q26 a history reads back as it was written', () => {
  const dir = mkdtempSync(join(tmpdir(), 'nearside-history-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const file = join(dir, 'deep/1.jsonl')
  const fault = { fault: 'crash-app', region: 'bom' } as const
  const history: Entry[] = [
    { type: 'fault', action: 'inject', fault, startMs: 1, endMs: 2 },
    { type: 'handover', from: 1, to: 2, atMs: 3 },
    order(4, 'a'),
    told(5, '0/50'),
  ]
  writeHistory(file, history)
  expect(readHistory(file)).toEqual(history)
})

it('Q27 an outcome is definite only where the answer is', () => {
  const answer = (status: number, type?: string) => ({ status, body: { type } }) as Answer
  const lost = answer(409, 'urn:nearside:problem:write-lost')
  expect([200, 201, 404, 409, 422].map((status) => outcomeOfWrite(answer(status)))).toEqual([
    ...['ok', 'ok', 'refused', 'refused', 'refused'],
  ])
  expect([0, 429, 500, 502, 503, 504].map((status) => outcomeOfWrite(answer(status)))).toEqual(
    Array(6).fill('unknown'),
  )
  expect([outcomeOfWrite(lost), outcomeOfRead(lost)]).toEqual(['lost', 'lost'])
  expect([200, 404, 503, 0].map((status) => outcomeOfRead(answer(status)))).toEqual([
    ...['ok', 'ok', 'failed-read', 'failed-read'],
  ])
})

it('Q28 a run is told in numbers', () => {
  const waited = { data: 'waited', waitMs: 2 } as const
  const fallback = { data: 'primary', via: 'replay' } as const
  const heal: Entry = { type: 'fault', action: 'heal', startMs: 1, endMs: 2 }
  const { operations, faults, facts } = countRun([
    order(1, 'a'),
    read(2, 'a', 1, waited),
    read(3, 'a', 1, fallback),
    told(4, '0/50'),
    heal,
    heal,
  ])
  expect(operations.get('order')?.get('ok')).toBe(1)
  expect(operations.get('read-own')).toEqual(
    new Map([
      ['ok', 2],
      ['lost', 1],
    ]),
  )
  expect(faults).toEqual(new Map([['heal', 2]]))
  expect(Object.fromEntries(facts)).toMatchObject({
    'reads that waited': '1, p50 2.0 ms, p95 2.0 ms',
    'reads that fell back to the primary': '1',
    'told lost': '1',
  })
})

it('Q29 flags of a run mean what they say, and every bad one is named', () => {
  const flags = { minutes: '0.5', sessions: '12', seed: '7' }
  expect(parseFaultsFlags(flags)).toEqual({
    ok: true,
    options: { durationMs: 30_000, sessions: 12, seed: 7 },
  })
  expect(parseFaultsFlags({ minutes: '10', sessions: '50' })).toMatchObject({ options: { seed: undefined } })
  const bad = parseFaultsFlags({ minutes: 'x', sessions: '0', seed: '-1' })
  expect(bad.ok ? [] : bad.errors.map((error) => error.split(':')[0])).toEqual([
    '--minutes',
    '--sessions',
    '--seed',
  ])
})

it('Q33 the same seed draws the same, and forks do not disturb each other', () => {
  const draw = (seed: number) => Array.from({ length: 5 }, createRandom(seed).next)
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
  const one = createRandom(7)
  const before = one.fork(1).next()
  one.next()
  expect(one.fork(1).next()).toBe(before)
  expect(one.fork(2).next()).not.toBe(before)
})
