import { STOPS_MS } from '../model/latency-colour.ts'
import './legend.css'

/** What colours, lines and marks of the map mean. */
export function Legend() {
  return (
    <div className="legend">
      <div className="legend-scale">
        <span>Median time</span>
        <span className="legend-bar" />
        <span className="legend-ticks">
          {STOPS_MS.map((ms) => (
            <span key={ms}>{ms}</span>
          ))}
        </span>
        <span>ms</span>
      </div>
      <ul>
        <li>
          <svg viewBox="0 0 30 10" width="30" height="10" aria-hidden="true">
            <path className="legend-line" d="M1 5h28" />
          </svg>
          reads
        </li>
        <li>
          <svg viewBox="0 0 30 10" width="30" height="10" aria-hidden="true">
            <path className="legend-line legend-dashed" d="M1 5h28" />
          </svg>
          writes
        </li>
        <li>
          <svg viewBox="0 0 30 10" width="30" height="10" aria-hidden="true">
            <path className="legend-line legend-dotted" d="M1 5h28" />
          </svg>
          on to the primary
        </li>
        <li>
          <svg viewBox="0 0 30 10" width="30" height="10" aria-hidden="true">
            <path className="legend-wedge" d="M1 4.4 29 1v8L1 5.6z" />
          </svg>
          more traffic
        </li>
        <li>
          <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
            <circle className="legend-home" cx="10" cy="10" r="8" />
            <circle className="legend-dot" cx="10" cy="10" r="3.5" />
          </svg>
          answered in its own city
        </li>
        <li>
          <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
            <circle className="legend-empty" cx="10" cy="10" r="5.5" />
            <path className="legend-empty" d="M6 14l8 -8" />
          </svg>
          drained
        </li>
      </ul>
    </div>
  )
}
