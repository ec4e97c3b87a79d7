import { nameOf } from '../place/cities.ts'
import type { Mesh, Place } from '../place/place.ts'
import type { Receipt } from '../receipt/receipt.ts'
import './facts.css'

type Props = {
  readonly mesh: Mesh
  readonly here: Place | undefined
  readonly receipt: Receipt | undefined
  readonly isAsking: boolean
}

/** Where you are, who answered last, where the primary is. */
export function Facts({ mesh, here, receipt, isAsking }: Props) {
  const missing = (otherwise: string) => (isAsking ? 'Asking…' : otherwise)
  const region = receipt?.region
  return (
    <dl className="facts">
      <div>
        <dt>You</dt>
        <dd>{here ? nameOf(here.id) : region ? `Nearest to ${nameOf(region)}` : missing('Not known')}</dd>
      </div>
      <div>
        <dt>Answered by</dt>
        <dd data-testid="answered-by">{region ? nameOf(region) : missing('No answer')}</dd>
      </div>
      <div>
        <dt>Primary</dt>
        <dd>{nameOf(mesh.primary)}</dd>
      </div>
    </dl>
  )
}
