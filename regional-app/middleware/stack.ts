import type { Context, MiddlewareHandler } from 'hono'
import type { AppEnv } from '../env.ts'
import { type OwnHeaders, putOn } from '../own-headers.ts'
import { assertWritable, takeBack } from '../writable.ts'

/** What is done on a request's way in, and on its answer's way out. */
export type Part = {
  /** @returns an answer where the request goes no further. */
  readonly before?: (c: Context<AppEnv>) => Response | undefined
  /**
   * Of each request that was let through or answered here, whoever has answered it.
   * @param own what the region says on the answer, to be added to.
   */
  readonly after?: (c: Context<AppEnv>, own: OwnHeaders) => void
}

/**
 * Parts as one middleware: in from the first to the last, out from the last to the first, as if each was one by itself. None of
 * them waits for anything, so a request makes one promise for all of them.
 * @param onError the app's: what a part throws it answers, and the parts before that one see its answer. It answers in the place of
 *   what Node can't write, too.
 */
export function stack(
  parts: readonly Part[],
  onError: (error: Error, c: Context<AppEnv>) => Response,
): MiddlewareHandler<AppEnv> {
  return async function stack(c, next) {
    let own: OwnHeaders = {}
    const answerFor = (error: unknown) => {
      // Like Hono, which gives its error handler nothing else.
      if (!(error instanceof Error)) throw error
      c.error = error
      takeBack(c)
      own = {}
      c.res = onError(error, c)
    }
    let entered = 0
    let isAnswered = false
    try {
      while (entered < parts.length && !isAnswered) {
        const answer = parts[entered]?.before?.(c)
        entered += 1
        if (!answer) continue
        isAnswered = true
        c.res = answer
      }
      if (!isAnswered) await next()
      if (!c.finalized) throw new Error('the route gave no answer')
      // Here its place can still be taken, before any part tells of it.
      assertWritable(c.res)
    } catch (error) {
      answerFor(error)
    }
    while (entered > 0) {
      entered -= 1
      try {
        parts[entered]?.after?.(c, own)
      } catch (error) {
        answerFor(error)
      }
    }
    putOn(c, own)
  }
}
