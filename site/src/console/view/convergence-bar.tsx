import { cityName } from '../../place/colos.ts'
import { type Convergence, isDone } from '../model/convergence.ts'
import { citiesInWords } from '../model/words.ts'
import './convergence-bar.css'

/** How many cities have the newest epoch: a number, and a square for each. */
export function ConvergenceBar({ convergence }: { readonly convergence: Convergence }) {
  const { epoch, total, holding, behind, quiet } = convergence
  if (total === 0) return <p className="soft">No city has reported within the last minutes.</p>
  const cities = [
    ...holding.map((id) => ({ id, state: 'holding', words: `has ${epoch}` })),
    ...behind.map((id) => ({ id, state: 'behind', words: 'has an older one' })),
    ...quiet.map((id) => ({ id, state: 'quiet', words: 'has not reported since' })),
  ]
  return (
    <div className="convergence" data-done={isDone(convergence)}>
      <p className="convergence-count">
        <b>
          {holding.length} of {total}
        </b>{' '}
        {total === 1 ? 'city' : 'cities'} at <code>{epoch}</code>
      </p>
      <ul className="convergence-squares" aria-hidden="true">
        {cities.map(({ id, state, words }) => (
          <li key={id} className={`square square-${state}`} title={`${cityName(id)} ${words}`} />
        ))}
      </ul>
      <p className="convergence-rest">
        {behind.length > 0 && `Not yet: ${citiesInWords(behind)}. `}
        {quiet.length > 0 && `No traffic since: ${citiesInWords(quiet)}. `}
        {isDone(convergence) && total > 0 && 'Every city that reports has it.'}
      </p>
    </div>
  )
}
