import { describe, expect, it } from 'vitest'
import { seededProducts } from '../../db/seed.ts'
import { formatBookmark, parseBookmark } from '../../protocol/bookmark.ts'
import { bookmarkKey, from, type Reply } from '../support/planet.ts'

const PRODUCT = seededProducts()[3]?.id ?? ''

const place = (city: string, headers: Record<string, string> = {}) =>
  from(city, '/api/orders', { method: 'POST', json: { productId: PRODUCT, quantity: 1 }, headers })
const readOrder = (city: string, order: Reply, headers: Record<string, string>) =>
  from(city, `/api/orders/${(order.body as { id: string }).id}`, { headers })

describe('through the one URL', () => {
  it('Y30 a browser reads its own write in every city, by its cookie alone', async () => {
    const placed = await place('bom')
    const cookie = placed.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^nearside-bookmark-write=[\w-]{72}; .*HttpOnly; Secure; SameSite=Lax$/)
    expect(placed.headers.get('cache-control')).toContain('private')
    for (const city of ['bom', 'fra', 'iad', 'syd', 'jnb']) {
      const read = await readOrder(city, placed, { cookie: `theme=dark; ${cookie.split(';', 1)[0]}` })
      expect([city, read.status, read.body]).toEqual([city, 200, placed.body])
    }
  })

  it('Y31 a program reads its own write near by, by the header alone', async () => {
    for (let round = 0; round < 10; round++) {
      const placed = await place('bom')
      const bookmark = placed.headers.get('nearside-bookmark') ?? ''
      const read = await readOrder('bom', placed, { 'nearside-bookmark': bookmark })
      expect([read.status, read.region]).toEqual([200, 'bom'])
      expect(read.data).toMatch(/^(local|waited)$/)
      expect(read.headers.get('set-cookie')).toBeNull()
    }
  })

  it('Y32 a bookmark that is none does no harm, in no city: no error, no stall, said in the answer', async () => {
    const placed = await place('iad')
    const good = placed.headers.get('nearside-bookmark') ?? ''
    const parsed = parseBookmark(good, [bookmarkKey()])
    if (!parsed.ok) throw new Error(parsed.reason)
    const signed = (of: object) => formatBookmark({ ...parsed.bookmark, ...of }, bookmarkKey())
    const flipped = good.startsWith('AQA') ? `AQE${good.slice(3)}` : `AQA${good.slice(3)}`
    const table = [
      [`${good.slice(0, 20)}x${good.slice(21)}`, /^ignored;reason=(forged|malformed)$/],
      [flipped, /^ignored;reason=(forged|malformed)$/],
      [good.slice(0, 30), /^ignored;reason=malformed$/],
      ['not a bookmark, "at" all; really', /^ignored;reason=malformed$/],
      [signed({ epoch: 1 }), /^ignored;reason=other-epoch$/],
      [signed({ issuedMs: Date.now() + 1e9 }), /^ignored;reason=future$/],
      [signed({ lsn: parsed.bookmark.lsn + (1n << 40n) }), /^ignored;reason=ahead$/],
    ] as const
    for (const city of ['iad', 'bom', 'syd']) {
      for (const [bookmark, verdict] of table) {
        const read = await from(city, `/api/products/${PRODUCT}`, {
          headers: { 'nearside-bookmark': bookmark },
        })
        expect([city, bookmark, read.status]).toEqual([city, bookmark, 200])
        expect(read.headers.get('nearside-bookmark-verdict')).toMatch(verdict)
        // It is replaced by a good one.
        expect(parseBookmark(read.headers.get('nearside-bookmark') ?? '', [bookmarkKey()]).ok).toBe(true)
      }
    }
  })

  it('Y33 the stored answer comes back under the same key, from another city, too', async () => {
    const key = { 'idempotency-key': crypto.randomUUID() }
    const first = await place('bom', key)
    const again = await place('fra', key)
    expect([again.status, again.body]).toEqual([201, first.body])
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    const other = await from('bom', '/api/orders', {
      method: 'POST',
      json: { productId: PRODUCT, quantity: 2 },
      headers: key,
    })
    expect([other.status, (other.body as { type: string }).type]).toEqual([
      422,
      'urn:nearside:problem:key-reused',
    ])
  })

  it('Y34 data of a certain age is asked for and told', async () => {
    const asked = await from('bom', `/api/products/${PRODUCT}`, { headers: { prefer: 'max-staleness=0' } })
    expect([asked.status, asked.data, asked.headers.get('preference-applied')]).toEqual([
      200,
      'primary',
      'max-staleness=0',
    ])
    expect(asked.headers.get('nearside-data-age')).toBe('0.000')
  })
})
