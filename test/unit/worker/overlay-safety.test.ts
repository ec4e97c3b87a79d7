import { expect, it } from 'vitest'
import type { ChangeRequest } from '../../../protocol/operators/changes.ts'
import { EMPTY_OVERLAY, type Overlay, type SafetyRule } from '../../../protocol/operators/overlay.ts'
import type { Past } from '../../../worker/overlay/book.ts'
import { decide } from '../../../worker/overlay/decide.ts'
import type { Grounds } from '../../../worker/overlay/safety.ts'
import { REGIONS } from './fixtures.ts'

const NOW_MS = 1_000_000
const DAY_MS = 86_400_000
const MARK = { by: 'ana', atMs: 1, why: 'upgrade' }
const GROUNDS: Grounds = { regions: REGIONS, routes: [], primary: 'iad', unwell: [] }
const drained = (...ids: string[]): Partial<Overlay> => ({
  drains: Object.fromEntries(ids.map((id) => [id, MARK])),
})

type Asked = Partial<ChangeRequest> & Record<string, unknown>
type Case = {
  now?: Partial<Overlay>
  before?: Overlay
  grounds?: Partial<Grounds>
}

function ask(asked: Asked, { now = {}, before, grounds = {} }: Case = {}) {
  const request = { why: 'test', ...asked } as ChangeRequest
  const current = { ...EMPTY_OVERLAY, revision: 7, ...now }
  const past: Past[] = before ? [{ revision: 7, change: { action: 'restore', region: 'bom' }, before }] : []
  return decide(current, past, { request, by: 'bo', grounds: { ...GROUNDS, ...grounds } }, NOW_MS)
}

/** `capacity!`: it can't be forced. */
function verdict(asked: Asked, given?: Case): string {
  const decision = ask(asked, given)
  if (decision.kind !== 'decided' && decision.kind !== 'unsafe') return decision.kind
  const rules = decision.findings.map(({ rule, forceable }) => `${rule}${forceable ? '' : '!'}`)
  return [decision.kind, ...rules].join(' ')
}

const small = { regions: [REGIONS[0], REGIONS[1], { ...REGIONS[2], capacity: 4 }] }
const standby = { regions: [REGIONS[0], { ...REGIONS[1], weight: 0 }] }
const withBefore = (overlay: Partial<Overlay>): Case => ({ before: { ...EMPTY_OVERLAY, ...overlay } })

it.each<[string, Asked, Case | undefined, string]>([
  ['one of three regions is drained', { action: 'drain', region: 'bom' }, {}, 'decided'],
  [
    'the last region',
    { action: 'drain', region: 'fra' },
    { now: drained('iad', 'bom') },
    'unsafe last-region! capacity',
  ],
  [
    'the last region that has a weight',
    { action: 'drain', region: 'iad' },
    { grounds: standby },
    'unsafe last-region! primary capacity',
  ],
  [
    'the last region, by its weight',
    { action: 'weight', region: 'fra', weight: 0 },
    { now: drained('iad', 'bom') },
    'unsafe last-region! capacity',
  ],
  [
    'the last region of a route',
    { action: 'drain', region: 'fra' },
    { grounds: { routes: [{ only: ['fra'] }] } },
    'unsafe last-region',
  ],
  [
    'one of two regions of a route',
    { action: 'drain', region: 'fra' },
    { grounds: { routes: [{ only: ['fra', 'bom'] }] } },
    'decided',
  ],
  ["the primary's region", { action: 'drain', region: 'iad' }, {}, 'unsafe primary'],
  [
    'the primary, where a failover has put it',
    { action: 'drain', region: 'bom' },
    { grounds: { primary: 'bom' } },
    'unsafe primary',
  ],
  ["the weight of the primary's region", { action: 'weight', region: 'iad', weight: 0 }, {}, 'decided'],
  ['two of three regions', { action: 'drain', region: 'fra' }, { now: drained('bom') }, 'unsafe capacity'],
  [
    'the one with most of the capacity',
    { action: 'drain', region: 'fra' },
    { grounds: small },
    'unsafe capacity',
  ],
  ['one with little capacity', { action: 'drain', region: 'bom' }, { grounds: small }, 'decided'],
  [
    'most of the capacity, by its weight',
    { action: 'weight', region: 'fra', weight: 0.2 },
    { grounds: small },
    'unsafe capacity',
  ],
  [
    'the last region that is well',
    { action: 'drain', region: 'fra' },
    { grounds: { unwell: ['iad', 'bom'] } },
    'unsafe health',
  ],
  [
    'a region that is unwell',
    { action: 'drain', region: 'bom' },
    { grounds: { unwell: ['bom'] } },
    'decided',
  ],
  ['until a time that has been', { action: 'drain', region: 'bom', untilMs: NOW_MS }, {}, 'unsafe expiry!'],
  [
    'for more than 30 days',
    { action: 'weight', region: 'bom', weight: 0.5, untilMs: NOW_MS + 30 * DAY_MS + 1 },
    {},
    'unsafe expiry!',
  ],
  ['for 30 days', { action: 'drain', region: 'bom', untilMs: NOW_MS + 30 * DAY_MS }, {}, 'decided'],
  [
    'a restore, however little is left',
    { action: 'restore', region: 'fra' },
    { now: drained('fra', 'bom', 'iad'), grounds: { unwell: ['fra'] } },
    'decided',
  ],
  [
    'more weight where little is left',
    { action: 'weight', region: 'fra', weight: 0.4 },
    { now: { ...drained('iad', 'bom'), weights: { fra: { ...MARK, weight: 0.1 } } } },
    'decided',
  ],
  ['an undo that drains too much', { action: 'undo' }, withBefore(drained('fra', 'bom')), 'unsafe capacity'],
  [
    'an undo that restores',
    { action: 'undo' },
    { now: drained('fra', 'bom'), ...withBefore(drained('bom')) },
    'decided',
  ],
])('W205 the safety rules, as a table: %s', (_, asked, given, expected) => {
  expect(verdict(asked, given)).toBe(expected)
})

it('W206 force helps where a rule can be forced, which is recorded, and nowhere else', () => {
  const forced = ask({ action: 'drain', region: 'iad', force: true })
  expect(forced).toMatchObject({
    kind: 'decided',
    overlay: { drains: { iad: { by: 'bo', forced: ['primary'] } } },
    entry: {
      revision: 8,
      by: 'bo',
      why: 'test',
      change: { action: 'drain', region: 'iad' },
      forced: ['primary'],
    },
  })
  const last = { now: drained('iad', 'bom') }
  expect(verdict({ action: 'drain', region: 'fra', force: true }, last)).toBe('unsafe last-region! capacity')
  expect(ask({ action: 'drain', region: 'bom', force: true })).not.toHaveProperty('overlay.drains.bom.forced')
})

const until = (untilMs: number, ...forced: SafetyRule[]) => ({ ...MARK, untilMs, forced })
const shortly = { now: { drains: { iad: until(NOW_MS + 300_000, 'primary') } } }

it.each<[string, Asked, Case, string]>([
  ['to no end', { action: 'drain', region: 'iad' }, shortly, 'unsafe primary'],
  ['to a later end', { action: 'drain', region: 'iad', untilMs: NOW_MS + DAY_MS }, shortly, 'unsafe primary'],
  ['to an earlier end', { action: 'drain', region: 'iad', untilMs: NOW_MS + 60_000 }, shortly, 'decided'],
  [
    'of a weight',
    { action: 'weight', region: 'fra', weight: 0 },
    { now: { ...drained('bom'), weights: { fra: { ...until(NOW_MS + 9, 'capacity'), weight: 0 } } } },
    'unsafe capacity',
  ],
  [
    'of what would not be unsafe by then',
    { action: 'drain', region: 'bom' },
    { now: { drains: { bom: until(NOW_MS + 9), fra: until(NOW_MS + 8, 'capacity') } } },
    'decided',
  ],
  [
    'of the last region',
    { action: 'drain', region: 'fra' },
    { now: { drains: { ...drained('iad', 'bom').drains, fra: until(NOW_MS + 9) } } },
    'unsafe last-region! capacity',
  ],
  ['by an undo', { action: 'undo' }, { ...shortly, ...withBefore(drained('iad')) }, 'unsafe primary'],
  [
    'by a drain after the weight 0',
    { action: 'drain', region: 'iad' },
    { now: { weights: { iad: { ...MARK, weight: 0 } } } },
    'unsafe primary',
  ],
])(
  'W250 what makes an unsafe state last longer is judged like what makes it: %s',
  (_, asked, given, expected) => {
    expect(verdict(asked, given)).toBe(expected)
  },
)

it('W251 what was forced stays marked so while it is against the rules, whoever changes its end', () => {
  const untilMs = NOW_MS + 60_000
  expect(ask({ action: 'drain', region: 'iad', untilMs }, shortly)).toMatchObject({
    overlay: { drains: { iad: { untilMs, forced: ['primary'] } } },
    entry: { forced: [] },
  })
  const elsewhere = ask(
    { action: 'drain', region: 'iad', untilMs },
    { ...shortly, grounds: { primary: 'bom' } },
  )
  expect(elsewhere).not.toHaveProperty('overlay.drains.iad.forced')
  const longer = ask({ action: 'drain', region: 'iad', force: true }, shortly)
  expect(longer).toMatchObject({
    overlay: { drains: { iad: { forced: ['primary'] } } },
    entry: { forced: ['primary'] },
  })
})

it('W252 a pin to a region that is unwell is a finding that can be forced', () => {
  const pin: Asked = { action: 'pin', match: { path: '/api/*' }, to: 'bom' }
  const unwell = { grounds: { unwell: ['bom'] } }
  expect([verdict(pin), verdict(pin, unwell)]).toEqual(['decided', 'unsafe health'])
  expect(verdict({ ...pin, to: 'fra' }, unwell)).toBe('decided')
  const forced = ask({ ...pin, force: true }, unwell)
  const entry = forced.kind === 'decided' ? forced.entry : undefined
  expect(entry).toMatchObject({ forced: ['health'], overlay: { pins: [{ to: 'bom', forced: ['health'] }] } })
  // It is judged wherever it comes from, and not again where it stands already.
  const back = entry ? { before: entry.overlay, ...unwell } : unwell
  expect(verdict({ action: 'undo' }, back)).toBe('unsafe health')
  expect(verdict({ action: 'drain', region: 'fra' }, { now: entry?.overlay ?? {}, ...unwell })).toBe(
    'decided',
  )
})

it('W207 a dry run tells what would be and what speaks against it, and writes nothing', () => {
  const last = ask({ action: 'drain', region: 'fra', dryRun: true }, { now: drained('iad', 'bom') })
  expect(last).toMatchObject({
    kind: 'decided',
    changed: true,
    overlay: { revision: 8 },
    findings: [{ rule: 'last-region', forceable: false }, { rule: 'capacity' }],
  })
  expect(last).not.toHaveProperty('entry')
})

it('W208 a finding says what was expected and what was found', () => {
  const decision = ask({ action: 'drain', region: 'fra' }, { now: drained('iad', 'bom') })
  const findings = decision.kind === 'unsafe' ? decision.findings : []
  expect(findings.map(({ message }) => message)).toEqual([
    'No region would be left to serve: expected one that is not drained and has a weight above 0, found iad drained, bom drained, fra drained.',
    "Too little would be left: expected at least half of the regions' capacity (1.5 of 3), found 0.",
  ])
})

it.each<[string, Asked, string]>([
  [
    'a region that is none',
    { action: 'drain', region: 'xyz' },
    'region: expected one of iad, bom, fra, found "xyz"',
  ],
  ['a pin to one', { action: 'pin', match: {}, to: 'xyz' }, 'to: expected one of iad, bom, fra, found "xyz"'],
  [
    'a pin to a drained region',
    { action: 'pin', match: {}, to: 'bom' },
    'to: expected a region that is not drained, found "bom", drained by ana',
  ],
  [
    'a pin that is none',
    { action: 'unpin', id: 'pin-9' },
    'id: expected the id of a pin, of which there is none, found "pin-9"',
  ],
])('W209 what can not be is refused by the field: %s', (_, asked, expected) => {
  const decision = ask({ ...asked, force: true }, { now: drained('bom') })
  const errors = decision.kind === 'impossible' ? decision.errors : []
  expect(errors.map(({ field, message }) => `${field}: ${message}`)).toEqual([expected])
})

it('W210 an operator who has seen another revision changes nothing, nor does one who asks for what is', () => {
  expect(ask({ action: 'drain', region: 'bom', revision: 6 })).toEqual({ kind: 'stale', revision: 7 })
  expect(ask({ action: 'drain', region: 'bom', revision: 7 })).toMatchObject({
    kind: 'decided',
    changed: true,
  })
  const same = ask({ action: 'restore', region: 'bom' })
  expect(same).toMatchObject({ kind: 'decided', changed: false, overlay: { revision: 7 } })
  expect(same).not.toHaveProperty('entry')
  expect(ask({ action: 'undo' })).toEqual({ kind: 'nothing-to-undo' })
})

it('W218 an undo takes back the last change that has not ended by itself, and says which', () => {
  const drain: Past = { revision: 1, change: { action: 'drain', region: 'fra' }, before: EMPTY_OVERLAY }
  const now: Overlay = { ...EMPTY_OVERLAY, revision: 3, ...drained('fra') }
  const ended: Past = {
    revision: 2,
    change: { action: 'weight', region: 'bom', weight: 0.5, untilMs: NOW_MS - 1 },
    before: { ...now, revision: 1 },
  }
  const undo = { request: { action: 'undo', why: 'done' }, by: 'bo', grounds: GROUNDS } as const
  expect(decide(now, [ended, drain], undo, NOW_MS)).toMatchObject({
    kind: 'decided',
    overlay: { revision: 4, drains: {} },
    entry: { change: { action: 'undo', undid: { revision: 1, change: drain.change } } },
  })
  expect(decide(now, [ended], undo, NOW_MS)).toEqual({ kind: 'nothing-to-undo' })
})
