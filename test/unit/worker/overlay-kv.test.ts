import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { EMPTY_OVERLAY } from '../../../protocol/operators/overlay.ts'
import { createKvOverlay, READ_EVERY_MS } from '../../../worker/overlay/kv-overlay.ts'
import { parseOverlay } from '../../../worker/overlay/schema.ts'

const MARK = { by: 'ana', atMs: 1, why: 'upgrade' }
const overlay = (revision: number) => ({ ...EMPTY_OVERLAY, revision, drains: { bom: MARK } })
const text = (revision: number) => JSON.stringify(overlay(revision))

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A KV that gives one answer after the other, the last one again and again. */
function reading(...answers: (() => Promise<unknown>)[]) {
  const get = vi.fn(() => (answers.length > 1 ? answers.shift() : answers[0])?.() ?? Promise.resolve(null))
  const source = createKvOverlay({ get })
  let nowMs = 0
  const next = async () => {
    await source.refresh(nowMs)
    nowMs += READ_EVERY_MS
    return source.state()
  }
  return { get, source, next }
}
const gives = (value: unknown) => async () => value
const fails = async () => {
  throw new Error('KV GET failed: 503')
}

it('W211 the last good overlay stays while KV fails, holds garbage, serves an old one or is empty', async () => {
  const { source, next } = reading(fails, gives(null), gives(text(7)), fails, gives('<html>'), gives(text(6)))
  expect(await next()).toEqual({
    revision: 0,
    source: 'unreachable',
    readMs: null,
    error: 'KV GET failed: 503',
  })
  expect(await next()).toEqual({ revision: 0, source: 'none', readMs: 5000 })
  expect(await next()).toEqual({ revision: 7, source: 'fresh', readMs: 10_000 })
  const good = source.current()
  expect(good).toEqual(overlay(7))
  expect(await next()).toMatchObject({ revision: 7, source: 'unreachable', readMs: 10_000 })
  const invalid = { revision: 7, source: 'invalid', readMs: 10_000, error: 'expected JSON, found "<html>"' }
  expect(await next()).toEqual(invalid)
  expect(await next()).toMatchObject({ revision: 7, source: 'fresh' })
  expect(source.current()).toBe(good)
})

it('W212 KV is read once in five seconds at most, and one that never answers piles nothing up', async () => {
  const { get, source } = reading(() => new Promise(() => {}))
  const hung = source.refresh(0)
  await Promise.all(Array.from({ length: 50 }, (_, index) => source.refresh(index * 99)))
  expect(get).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(READ_EVERY_MS - 1)
  await hung
  expect(source.state()).toMatchObject({ source: 'unreachable', error: 'no answer within 2000 ms' })
  void source.refresh(READ_EVERY_MS)
  expect(get).toHaveBeenCalledTimes(2)
})

it('W213 the same text is the same overlay, so that nothing is made anew', async () => {
  const { source, next } = reading(gives(text(7)))
  await next()
  const first = source.current()
  await next()
  expect(source.current()).toBe(first)
})

it('W214 what this isolate has changed counts at once, and an older one from KV does not take its place', async () => {
  const { source, next } = reading(gives(text(7)))
  await next()
  source.take(overlay(8))
  await next()
  expect(source.current()).toEqual(overlay(8))
  source.take(overlay(7))
  expect(source.current().revision).toBe(8)
})

it.each<[unknown, RegExp]>([
  [12, /^expected text, found number$/],
  ['', /^expected JSON/],
  ['null', /^overlay: expected/],
  ['{}', /format: expected a value, found none; revision: /],
  [JSON.stringify({ ...overlay(1), format: 2 }), /^format: expected 1, found 2$/],
  [JSON.stringify({ ...overlay(1), more: 1 }), /^more: expected no such key$/],
  [JSON.stringify({ ...overlay(-1) }), /^revision: /],
  [text(2 ** 53 - 1), /^revision: expected at most 1000000000, found 9007199254740991$/],
  [
    JSON.stringify({ ...overlay(1), drains: { BOM: MARK } }),
    /expected an IATA code such as "iad", found "BOM"/,
  ],
  [JSON.stringify({ ...overlay(1), drains: { bom: { ...MARK, by: undefined } } }), /^drains\.bom\.by: /],
  [JSON.stringify({ ...overlay(1), weights: { bom: { ...MARK, weight: 2 } } }), /^weights\.bom\.weight: /],
  [JSON.stringify({ ...overlay(1), drains: { bom: { ...MARK, why: '\u001b[2J' } } }), /control characters/],
  [`"${'x'.repeat(1_000_001)}"`, /^expected at most 1000000 characters/],
])(
  'W215 an overlay that is not valid is refused whole, with the key, the expected and the found: %.60s',
  (value, error) => {
    const parsed = parseOverlay(value)
    expect(parsed).toMatchObject({ ok: false })
    expect(parsed.ok ? '' : parsed.error).toMatch(error)
  },
)
