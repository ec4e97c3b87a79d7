import { INTENT } from '../../protocol/headers.ts'
import { parseIntent } from '../../protocol/intent.ts'
import { problemResponse } from '../../protocol/problem.ts'
import { verify } from '../../protocol/signature.ts'
import type { AppDeps } from '../env.ts'
import { macOf } from '../mac.ts'
import type { Part } from './stack.ts'

/** Lets through what the gateway signed for this region, and reads its intent; all else is 401. */
export function signature({ keys, region }: Pick<AppDeps, 'keys' | 'region'>): Part {
  return {
    before(c) {
      const verdict = verify(c.req.raw, keys, region, Date.now(), macOf)
      if (!verdict.ok) {
        const { reason, detail } = verdict
        return problemResponse({
          status: 401,
          title: 'Not signed for this region',
          slug: `signature-${reason}`,
          detail,
        })
      }
      const intent = parseIntent(c.req.raw.headers.get(INTENT))
      if (!intent) {
        return problemResponse({
          status: 400,
          title: 'Unknown intent',
          detail: `${INTENT} must be read or write`,
        })
      }
      c.set('intent', intent)
      return undefined
    },
  }
}
