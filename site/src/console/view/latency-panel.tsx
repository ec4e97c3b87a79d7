import { lazy, Suspense, useId, useState } from 'react'
import { cityName } from '../../place/colos.ts'
import { formatMs } from '../../receipt/format.ts'
import type { Series } from '../model/series.ts'
import { Swatch } from './swatch.tsx'

type Props = {
  readonly title: string
  readonly series: Series
  /** Gives each city its colour. */
  readonly order: readonly string[]
  /** Whose line stands out. */
  readonly picked: string | undefined
  readonly pick: (colo: string) => void
}

const LatencyChart = lazy(async () => ({ default: (await import('./latency-chart.tsx')).LatencyChart }))

/** A chart and, beside it, the same in numbers; the rows are also its legend. */
export function LatencyPanel({ title, series, order, picked, pick }: Props) {
  const id = useId()
  const [hovered, hover] = useState<string>()
  const [at, setAt] = useState<number>()
  const { lines, more, timesS } = series
  const atS = at === undefined ? undefined : timesS[at]
  return (
    <section className="panel latency-panel" aria-labelledby={id}>
      <h2 id={id} className="panel-title">
        {title}{' '}
        <span className="soft">
          {atS === undefined
            ? 'by city, up to 15 minutes'
            : `at ${new Date(atS * 1000).toLocaleTimeString('en-GB')}`}
        </span>
      </h2>
      <div className="latency-frame" aria-hidden="true">
        {lines.length === 0 && <p className="latency-none soft">No {title.toLowerCase()} seen yet.</p>}
        <Suspense fallback={null}>
          <LatencyChart series={series} order={order} active={hovered ?? picked} onPoint={setAt} />
        </Suspense>
      </div>
      <div className="scroll-x">
        <table className="grid latency-table" onPointerLeave={() => hover(undefined)}>
          <caption className="visually-hidden">{title} by city</caption>
          <thead>
            <tr>
              <th scope="col">City</th>
              <th scope="col" className="number">
                p50
              </th>
              <th scope="col" className="number">
                p95
              </th>
              <th scope="col" className="number">
                Seen
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ colo, requests, overall, p50, p95 }) => (
              <tr key={colo} onPointerEnter={() => hover(colo)} data-active={colo === (hovered ?? picked)}>
                <th scope="row">
                  <button type="button" aria-pressed={colo === picked} onClick={() => pick(colo)}>
                    <Swatch index={order.indexOf(colo)} />
                    {cityName(colo)}
                  </button>
                </th>
                <td className="number">{show(at === undefined ? overall.p50 : p50[at])}</td>
                <td className="number">{show(at === undefined ? overall.p95 : p95[at])}</td>
                <td className="number soft">{requests}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more > 0 && <p className="soft">and {more} more with less traffic</p>}
    </section>
  )
}

function show(milliseconds: number | null | undefined): string {
  return milliseconds === null || milliseconds === undefined ? '–' : formatMs(milliseconds)
}
