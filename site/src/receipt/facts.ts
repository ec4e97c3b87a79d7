/** The small print of a receipt: what its answer said beside the times. Pure. */
import type { Receipt } from './receipt.ts'

export function factsOf({ data, configEpoch, repeated, verdicts }: Receipt): readonly string[] {
  return [
    ...(data ? [`data: ${data}`] : []),
    ...(repeated ? ['done before: this is the stored answer'] : []),
    ...verdicts.map(inWords),
    ...(configEpoch ? [`config epoch ${configEpoch}`] : []),
  ]
}

function inWords(verdict: string): string {
  const reason = /^ignored;\s*reason=([a-z-]+)$/.exec(verdict)?.[1]
  if (reason) return `bookmark ignored: ${reason}`
  switch (verdict) {
    case 'survived':
      return 'your last change survived a failover'
    case 'lost':
      return 'bookmark lost in a failover, a new one is here'
    default:
      return `bookmark: ${verdict}`
  }
}
