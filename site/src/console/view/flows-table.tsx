import { cityName } from '../../place/colos.ts'
import { formatMs } from '../../receipt/format.ts'
import type { Flow } from '../model/flows.ts'

/** The map's lines as numbers. */
export function FlowsTable({ flows }: { readonly flows: readonly Flow[] }) {
  return (
    <details className="fold">
      <summary>The lines as a table</summary>
      <div className="scroll-x">
        <table className="grid">
          <caption className="visually-hidden">Traffic of the last minute, by city and region</caption>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">Answered by</th>
              <th scope="col">Kind</th>
              <th scope="col" className="number">
                Requests seen
              </th>
              <th scope="col" className="number">
                Median
              </th>
            </tr>
          </thead>
          <tbody>
            {flows.map(({ from, to, kind, requests, p50Ms }) => (
              <tr key={`${from} ${to} ${kind}`}>
                <th scope="row">{cityName(from)}</th>
                <td>{cityName(to)}</td>
                <td>{kind === 'onward' ? 'write, on to the primary' : kind}</td>
                <td className="number">{requests}</td>
                <td className="number">{formatMs(p50Ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {flows.length === 0 && <p className="soft">No traffic within the last minute.</p>}
    </details>
  )
}
