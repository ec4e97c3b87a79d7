import { expect, it } from 'vitest'
import { fieldsOf } from '../../../worker/fields.ts'
import { guardBookmark } from '../../../worker/response/bookmark.ts'

const BOOKMARK = 'a'.repeat(54)
const COOKIE = `nearside-bookmark=${BOOKMARK}; Path=/; Max-Age=86400; HttpOnly; Secure; SameSite=Lax`

function guarded(given: Record<string, string>, wantsCookie = true, isWrite = false): Headers {
  const headers = new Headers({ 'nearside-bookmark': BOOKMARK, ...given })
  guardBookmark(headers, fieldsOf(headers), wantsCookie, isWrite)
  return headers
}

it.each([
  [{}, 'private, no-cache'],
  [{ 'cache-control': '' }, 'private, no-cache'],
  [{ 'cache-control': 'max-age=60' }, 'max-age=60, private'],
  [{ 'cache-control': 'no-cache' }, 'no-cache, private'],
  [{ 'cache-control': 'PRIVATE, max-age=60' }, 'PRIVATE, max-age=60'],
  [{ 'cache-control': 'no-store' }, 'no-store'],
  [{ 'cache-control': 'private="set-cookie", max-age=60' }, 'private="set-cookie", max-age=60, private'],
  [{ 'cache-control': 'max-age=60, x="a, private"' }, 'max-age=60, x="a, private", private'],
  [{ 'cache-control': 'must-revalidate, x-public=1' }, 'must-revalidate, x-public=1, private'],
  [{ 'cdn-cache-control': 'no-store' }, 'private, no-cache'],
])('W97 an answer with a bookmark is kept by no shared cache: %j', (given, expected) => {
  const headers = guarded(given)
  expect(headers.get('cache-control')).toBe(expected)
  expect([headers.get('nearside-bookmark'), headers.getSetCookie()]).toEqual([BOOKMARK, [COOKIE]])
})

it.each([
  { 'cache-control': 'public' },
  { 'cache-control': 'max-age=60, Public' },
  { 'cache-control': 's-maxage=60' },
  { 'cache-control': 'private, s-maxage = 60' },
  { 'cdn-cache-control': 'max-age=60' },
  { 'cloudflare-cdn-cache-control': 'max-age=60', 'cache-control': 'no-store' },
  { 'surrogate-control': 'max-age=60' },
])('W98 an answer for everybody carries the bookmark of nobody: %j', (given) => {
  const headers = guarded(given as Record<string, string>)
  expect(Object.fromEntries(headers)).toEqual(given)
})

it('W99 a program that sent the header gets the header and no cookie; the cookies of the app stay', () => {
  const program = guarded({}, false)
  expect([program.get('nearside-bookmark'), program.getSetCookie()]).toEqual([BOOKMARK, []])
  expect(guarded({ 'set-cookie': 'a=1' }).getSetCookie()).toEqual(['a=1', COOKIE])
  const none = new Headers({ 'cache-control': 'max-age=60' })
  guardBookmark(none, fieldsOf(none), true, false)
  expect(Object.fromEntries(none)).toEqual({ 'cache-control': 'max-age=60' })
})

it('W112 what was written is kept in a cookie of its own, and a verdict replaces both', () => {
  const names = (headers: Headers) => headers.getSetCookie().map((cookie) => cookie.split('=', 1)[0])
  expect(names(guarded({}, true, true))).toEqual(['nearside-bookmark-write'])
  for (const isWrite of [false, true]) {
    const told = guarded({ 'nearside-bookmark-verdict': 'lost' }, true, isWrite)
    expect(names(told)).toEqual(['nearside-bookmark', 'nearside-bookmark-write'])
  }
})
