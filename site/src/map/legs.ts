/** The way that a request took over the map. Pure. */
import type { Mesh, Place } from '../place/place.ts'
import { primaryOf } from '../receipt/primary.ts'
import { metricOf, type Receipt } from '../receipt/receipt.ts'

export type Leg = { readonly from: Place; readonly to: Place; readonly durMs: number }

/** @returns the legs between places that differ: to the region that answered, and on to the primary. */
export function legsOf(receipt: Receipt, here: Place | undefined, mesh: Mesh): readonly Leg[] {
  const find = (id: string) => mesh.regions.find((region) => region.id === id)
  const region = receipt.region === undefined ? undefined : find(receipt.region)
  const net = metricOf(receipt.metrics, 'net')
  const wan = metricOf(receipt.metrics, 'wan')
  return [
    leg(here, region, net?.durMs),
    leg(region, find(primaryOf(receipt, mesh.primary)), wan?.durMs),
  ].filter((found) => !!found)
}

function leg(from: Place | undefined, to: Place | undefined, durMs: number | undefined): Leg | undefined {
  return from && to && durMs !== undefined && from.id !== to.id ? { from, to, durMs } : undefined
}
