import type { Link } from '../link/state.ts'
import { type Convergence, isDone } from '../model/convergence.ts'
import { convergenceInWords } from '../model/words.ts'

type Props = { readonly headline: string; readonly convergence: Convergence; readonly link: Link }

/** For a screen reader: only what has turned, never a number that runs. */
export function Announcer({ headline, convergence, link }: Props) {
  return (
    <div role="status" className="visually-hidden">
      <p>{link.kind === 'lost' ? 'The connection to the gateway is lost.' : 'Connected to the gateway.'}</p>
      <p>{headline}</p>
      <p>{isDone(convergence) && convergence.total > 0 ? `${convergenceInWords(convergence)}.` : ''}</p>
    </div>
  )
}
