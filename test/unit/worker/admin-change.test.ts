import { expect, it } from 'vitest'
import { ChangeRequestSchema, ChangeSchema } from '../../../worker/admin/change-schema.ts'
import { readJson } from '../../../worker/admin/json-body.ts'

const WHY = { why: 'kernel upgrade' }
const post = (body: string | URLSearchParams | null, type = 'application/json') =>
  new Request('https://near.example/', { method: 'POST', body, headers: { 'content-type': type } })
const read = async (
  body: unknown,
  schema: typeof ChangeRequestSchema | typeof ChangeSchema = ChangeRequestSchema,
) => await readJson(post(JSON.stringify(body)), schema)

it.each([
  { action: 'drain', region: 'bom', untilMs: 1 },
  { action: 'restore', region: 'bom' },
  { action: 'weight', region: 'bom', weight: 0.5 },
  { action: 'pin', match: { country: ['IN'], path: '/api/*', asn: [64512] }, to: 'bom' },
  { action: 'unpin', id: 'pin-1' },
  { action: 'undo' },
])('W230 a change is read as it was asked for: $action', async (change) => {
  const asked = { ...change, ...WHY, force: true, dryRun: false, revision: 7 }
  expect(await read(asked)).toEqual({ ok: true, value: asked })
  expect(await read(change, ChangeSchema)).toEqual({ ok: true, value: change })
})

it.each<[unknown, string]>([
  [{}, 'action: expected ("drain" | "restore" | "weight" | "pin" | "unpin" | "undo"), found undefined'],
  [
    { ...WHY, action: 'drian', region: 'bom' },
    'action: expected ("drain" | "restore" | "weight" | "pin" | "unpin" | "undo"), found "drian"',
  ],
  [{ ...WHY, action: 'drain' }, 'region: expected a value, found none'],
  [{ ...WHY, action: 'drain', region: 'BOM' }, 'region: expected an IATA code such as "iad", found "BOM"'],
  [{ ...WHY, action: 'drain', region: 'bom', reigon: 1 }, 'reigon: expected no such key'],
  [{ ...WHY, action: 'drain', region: 'bom', untilMs: '2h' }, 'untilMs: expected number, found "2h"'],
  [{ action: 'drain', region: 'bom' }, 'why: expected a value, found none'],
  [{ action: 'drain', region: 'bom', why: ' ' }, 'why: expected at least one character, found 0'],
  [{ ...WHY, action: 'weight', region: 'bom', weight: 25 }, 'weight: expected from 0 to 1, found 25'],
  [
    { ...WHY, action: 'pin', match: {}, to: 'bom' },
    'match: expected at least one of path, method, country, continent, colo, asn, found Object',
  ],
  [
    { ...WHY, action: 'pin', match: { colo: ['bom'] }, to: 'bom' },
    'match.colo.0: expected 3 capitals such as "BOM", found "bom"',
  ],
  [null, 'body: expected Object, found null'],
])(
  'W231 a change of another form is refused with each field, the expected and the found: %j',
  async (body, expected) => {
    const result = await read(body)
    expect(result).toMatchObject({ ok: false, problem: { status: 422, slug: 'invalid', detail: expected } })
  },
)

it('W232 all fields at fault are named at once', async () => {
  const result = await read({ action: 'weight', region: 'x', weight: -1, revision: 1.5 })
  const errors = result.ok ? [] : (result.problem.errors ?? [])
  expect(errors.map(({ field }) => field).sort()).toEqual(['region', 'revision', 'weight', 'why'])
})

it.each<[string, Request, number]>([
  ['not JSON by its type', post('{}', 'text/plain'), 415],
  ['a form', post(new URLSearchParams({ action: 'undo' }), 'application/x-www-form-urlencoded'), 415],
  ['not JSON by its content', post('{'), 400],
  ['no body', post(null), 400],
  ['too large', post(JSON.stringify({ action: 'undo', why: 'x'.repeat(16_384) })), 413],
])('W233 a body that is %s is refused before it is looked at', async (_, request, status) => {
  expect(await readJson(request, ChangeRequestSchema)).toMatchObject({ ok: false, problem: { status } })
})
