import { lazy, Suspense } from 'react'
import type { Colo } from '../model/colos.ts'
import type { Flow } from '../model/flows.ts'
import type { RegionRow } from '../model/regions.ts'
import { FlowsTable } from './flows-table.tsx'
import { Legend } from './legend.tsx'
import './traffic-panel.css'

export type TrafficProps = {
  readonly rows: readonly RegionRow[]
  readonly colos: readonly Colo[]
  readonly flows: readonly Flow[]
}

/** The coastlines are the heaviest part of the page: they come after it. */
const TrafficMap = lazy(async () => ({ default: (await import('./traffic-map.tsx')).TrafficMap }))

export function TrafficPanel(props: TrafficProps) {
  return (
    <section className="panel traffic" aria-labelledby="traffic-title">
      <h2 id="traffic-title" className="panel-title">
        Traffic <span className="soft">of the last minute</span>
      </h2>
      <div className="traffic-frame">
        <Suspense fallback={null}>
          <TrafficMap {...props} />
        </Suspense>
      </div>
      <Legend />
      <FlowsTable flows={props.flows} />
    </section>
  )
}
