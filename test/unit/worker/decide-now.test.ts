import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatBookmark } from '../../../protocol/bookmark.ts'
import { BOOKMARK } from '../../../protocol/headers.ts'
import { EMPTY_OVERLAY } from '../../../protocol/operators/overlay.ts'
import { decideNow, knowledgeOf } from '../../../worker/decide-now.ts'
import { steeringOf } from '../../../worker/overlay/steering.ts'
import { classify } from '../../../worker/routing/classify.ts'
import { decide } from '../../../worker/routing/decide.ts'
import { verifiedBookmarks } from '../../../worker/upstream/bookmark-keys.ts'
import { createHealthStore } from '../../../worker/upstream/health-store.ts'
import { signingKeys } from '../../../worker/upstream/signing-keys.ts'
import { config, facts, REGIONS } from './fixtures.ts'

const NOW_MS = 1_000_000
const OURS = signingKeys(`k1:${Buffer.alloc(32, 7).toString('base64')}`)
const OTHERS = signingKeys(`k1:${Buffer.alloc(32, 8).toString('base64')}`)
const CONFIG = config()
const STEERING = steeringOf(CONFIG, EMPTY_OVERLAY, NOW_MS)

const timeline = fc.integer({ min: 1, max: 3 })
const lsn = fc.bigInt({ min: 0n, max: 3n })
const anyStanding = fc.record({
  role: fc.constantFrom('primary' as const, 'replica' as const),
  position: fc.record({ timeline, lsn }),
  ageMs: fc.option(fc.integer({ min: 0, max: 4000 }), { nil: undefined }),
})
const anyText = fc
  .record({
    position: fc.record({ timeline, lsn }),
    agoMs: fc.integer({ min: 0, max: 4000 }),
    signer: fc.constantFrom(OURS, OURS, OTHERS),
  })
  .map(({ position, agoMs, signer }) => {
    const bookmark = { ...position, epoch: 1, issuedMs: NOW_MS - agoMs, write: undefined }
    const [key = { id: '', secret: Buffer.alloc(0) }] = signer.bookmarkKeys
    return formatBookmark(bookmark, key)
  })

it('B87 bookmarks are verified only where a region lacks what they claim, and decide as if all of them were', () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(anyStanding), { minLength: 3, maxLength: 3 }),
      fc.array(anyText, { minLength: 1, maxLength: 3 }),
      (standings, texts) => {
        const store = createHealthStore(() => 0)
        for (const [index, { id }] of REGIONS.entries()) {
          const standing = standings[index]
          if (standing) store.stands(id, standing, NOW_MS)
        }
        const classified = classify(CONFIG, facts())
        if (classified.kind !== 'app') throw new Error('a request of the app is expected')
        const known = { config: CONFIG, steering: STEERING, knowledge: knowledgeOf(store, NOW_MS) }
        const asked = { facts: facts(), lot: 0, nowMs: NOW_MS }
        const headers = new Headers({ [BOOKMARK]: texts.join(', ') })
        const found = decideNow(classified, { ...asked, headers }, { ...known, ...OURS })
        const bookmarks = verifiedBookmarks(texts.join(', '), OURS.bookmarkKeys)
        expect(found).toEqual(decide(classified, { ...asked, bookmarks }, known))
      },
    ),
  )
})
