import type { Outcome } from '../api/exchange.ts'
import { nameOf } from '../place/cities.ts'
import { sentenceOf } from '../receipt/sentence.ts'
import './announcement.css'

type Props = { readonly outcome: Outcome | undefined; readonly primary: string }

/** What the last request brought, in one sentence: for a screen reader, and on a phone, where the receipt is below. */
export function Announcement({ outcome, primary }: Props) {
  return (
    <p role="status" className="announcement">
      {outcome && textOf(outcome, primary)}
    </p>
  )
}

function textOf(outcome: Outcome, primary: string): string {
  switch (outcome.kind) {
    case 'answered':
      return sentenceOf(outcome.receipt, nameOf, primary)
    case 'refused':
      return `${outcome.problem.title}.`
    case 'unreachable':
      return 'The API does not answer.'
  }
}
