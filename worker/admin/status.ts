/** What this isolate knows, for operators. Pure: it reads what the gateway holds, and the time is given. */
import type { Mark, Overlay } from '../../protocol/operators/overlay.ts'
import type { CircuitView, IsolateView, OverlayState, RegionView } from '../../protocol/operators/status.ts'
import { formatLsn } from '../../protocol/position.ts'
import type { MeshConfig, RegionConfig } from '../config.ts'
import type { OverlaySource } from '../overlay/overlay-source.ts'
import type { Steering } from '../overlay/steering.ts'
import { type Circuit, CLOSED } from '../resilience/circuit.ts'
import { primaryOf } from '../routing/primary.ts'
import type { Isolate } from '../telemetry/isolate.ts'
import type { HealthStore } from '../upstream/health-store.ts'

/** Of the gateway, which is one. */
export type Known = {
  readonly config: MeshConfig
  readonly overlay: OverlaySource
  readonly steer: (nowMs: number) => Steering
  readonly store: HealthStore
  readonly isolate: Isolate
}

/** @param from where the question came in: an isolate does not know its colo by itself. */
export function isolateView(
  known: Known,
  from: { readonly colo?: string | undefined },
  nowMs: number,
): IsolateView {
  const { config, overlay, store, isolate } = known
  const steering = known.steer(nowMs)
  const pressures = store.pressures(nowMs)
  return {
    colo: from.colo ?? null,
    isolate: isolate.id,
    startedMs: isolate.startedMs,
    atMs: nowMs,
    epoch: steering.epoch,
    overlay: overlayState(overlay, config),
    primary: primaryOf(config, store.standings),
    timeline: store.highestTimeline(),
    regions: config.regions.map((region) => regionView(region, known, steering, pressures, nowMs)),
    pins: steering.pins,
    retryBudget: store.retryBudget(),
    requests: isolate.requests(),
    unanswered: isolate.unanswered(),
  }
}

function overlayState(source: OverlaySource, { regions }: MeshConfig): OverlayState {
  const { drains, weights, pins } = source.current()
  const named = [...Object.keys(drains), ...Object.keys(weights), ...pins.map(({ to }) => to)]
  const unknown = new Set(named.filter((id) => !regions.some((region) => region.id === id)))
  return { ...source.state(), unknown: [...unknown] }
}

function regionView(
  region: RegionConfig,
  { overlay, store }: Known,
  steering: Steering,
  pressures: ReadonlyMap<string, number>,
  nowMs: number,
): RegionView {
  const { id, latitude, longitude, weight } = region
  const estimate = store.estimates.get(id)
  return {
    id,
    latitude,
    longitude,
    reach: 'binding' in region && region.binding !== undefined ? 'binding' : 'url',
    drain: steering.drains.get(id) ?? null,
    weight: steering.weights.get(id) ?? weight,
    weightMark: weightMark(overlay.current(), id, nowMs),
    read: circuitView(store.circuits.get(id)),
    write: circuitView(store.writeCircuits.get(id)),
    rttMs: estimate?.rttMs ?? null,
    samples: estimate?.samples ?? 0,
    rttUpdatedMs: estimate?.updatedMs ?? null,
    toPrimaryMs: store.toPrimary.get(id)?.rttMs ?? null,
    pressureMs: pressures.get(id) ?? 0,
    standing: standingView(store, id),
  }
}

function weightMark({ weights }: Overlay, id: string, nowMs: number): Mark | null {
  const own = weights[id]
  if (own === undefined || (own.untilMs !== undefined && nowMs >= own.untilMs)) return null
  const { weight, ...mark } = own
  return mark
}

function circuitView(circuit: Circuit = CLOSED): CircuitView {
  const { state } = circuit
  return {
    state,
    failures: 'failures' in circuit ? circuit.failures : 0,
    sinceMs: 'sinceMs' in circuit ? circuit.sinceMs : null,
  }
}

function standingView({ standings }: HealthStore, id: string): RegionView['standing'] {
  const seen = standings.get(id)
  if (!seen) return null
  const { role, position, ageMs } = seen.standing
  return {
    role,
    timeline: position.timeline,
    lsn: formatLsn(position.lsn),
    ageMs: ageMs ?? null,
    seenMs: seen.seenMs,
  }
}
