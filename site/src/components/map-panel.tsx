import { lazy, Suspense } from 'react'
import type { Mesh, Place } from '../place/place.ts'
import type { Receipt } from '../receipt/receipt.ts'
import './map-panel.css'

type Props = {
  readonly mesh: Mesh
  readonly here: Place | undefined
  readonly receipt: Receipt | undefined
}

/** The coastlines are the heaviest part of the page: they come after it. */
const WorldMap = lazy(async () => ({ default: (await import('../map/world-map.tsx')).WorldMap }))

export function MapPanel(props: Props) {
  return (
    <div className="map-frame">
      <Suspense fallback={null}>
        <WorldMap {...props} />
      </Suspense>
    </div>
  )
}
