/** What a failover took from this visitor, in plain words. Pure. */

export type Loss = {
  readonly kind: 'write-lost' | 'history-lost'
  readonly title: string
  readonly detail: string
}

/** @param body the parsed JSON of a failed answer. @returns undefined where the answer is of nothing lost. */
export function lossOf(body: unknown): Loss | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { type, lastWrite } = body as Readonly<Record<string, unknown>>
  switch (type) {
    case 'urn:nearside:problem:write-lost':
      return {
        kind: 'write-lost',
        title: 'Your last change is lost',
        detail: `${FAILOVER} Nothing of it was kept: place your order again.`,
      }
    case 'urn:nearside:problem:history-lost':
      return {
        kind: 'history-lost',
        title: 'What you saw last is gone',
        detail: `${FAILOVER}${ofLastChange(lastWrite)} Read again to see what there is.`,
      }
    default:
      return undefined
  }
}

const FAILOVER = 'The primary failed before any other region had it, and another region has taken its place.'

function ofLastChange(lastWrite: unknown): string {
  if (lastWrite === 'survived') return ' Your last change is there.'
  return lastWrite === 'unknown' ? ' Whether your last change is there, nobody can tell any more.' : ''
}
