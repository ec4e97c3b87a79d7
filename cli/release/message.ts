/** The message of a release's commit: a sentence, the reason, and a trailer for each region. Pure. */
import type { Change } from './decision.ts'
import { type Finding, findingText } from './finding.ts'
import { formatEntry, TRAILER } from './trailer.ts'

export function commitMessage(o: {
  readonly subject: string
  readonly why: string | undefined
  readonly forced: readonly Finding[]
  readonly changes: readonly Change[]
}): string {
  const paragraphs = [
    o.subject,
    ...(o.why === undefined ? [] : [o.why]),
    ...o.forced.map((finding) => `Forced against ${findingText({ ...finding, forceable: undefined })}`),
    o.changes.map(({ entry }) => `${TRAILER}: ${formatEntry(entry)}`).join('\n'),
  ]
  return `${paragraphs.join('\n\n')}\n`
}
