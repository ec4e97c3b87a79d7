import type { Context, MiddlewareHandler } from 'hono'
import type { AppEnv } from '../env.ts'

/** What is done on a request's way in, and on its answer's way out. */
export type Part = {
  /** @returns an answer where the request goes no further. */
  readonly before?: (c: Context<AppEnv>) => Response | undefined
  /** Of each request that was let through or answered here, whoever has answered it. The headers of `c.res` can be changed. */
  readonly after?: (c: Context<AppEnv>) => void
}

/**
 * Parts as one middleware: in from the first to the last, out from the last to the first, as if each was one by itself. None of
 * them waits for anything, so a request makes one promise for all of them.
 * @param onError the app's: what a part throws it answers, and the parts before that one see its answer.
 */
export function stack(
  parts: readonly Part[],
  onError: (error: Error, c: Context<AppEnv>) => Response,
): MiddlewareHandler<AppEnv> {
  return async function stack(c, next) {
    const answerFor = (error: unknown) => {
      // Like Hono, which gives its error handler nothing else.
      if (!(error instanceof Error)) throw error
      c.error = error
      // Else the new answer would inherit the headers of the one that it stands in for.
      c.res = undefined
      c.res = onError(error, c)
      unlockHeaders(c)
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
      unlockHeaders(c)
    } catch (error) {
      answerFor(error)
    }
    while (entered > 0) {
      entered -= 1
      try {
        parts[entered]?.after?.(c)
      } catch (error) {
        answerFor(error)
      }
    }
  }
}

/** Those of an answer that came out of `fetch` can't be changed: it is wrapped, its body kept. */
function unlockHeaders(c: Context<AppEnv>): void {
  try {
    c.res.headers.delete(PROBE)
  } catch {
    c.res = new Response(c.res.body, c.res)
  }
}

/** A header that nobody has: there is no other way to ask. */
const PROBE = 'nearside-probe'
