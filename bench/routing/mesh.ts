/** A mesh of so many regions, spread evenly over the globe, with its rules and what operators have changed. Pure. */
import * as v from 'valibot'
import { EMPTY_OVERLAY, type Mark, type Overlay } from '../../protocol/operators/overlay.ts'
import type { MeshConfig } from '../../worker/config.ts'
import { Mesh } from '../../worker/config-schema.ts'
import type { Scenario } from './scenarios.ts'

/** As parseConfig() makes it, but for the platform's 5 KB limit on a variable, which ends at some fifty regions. */
export function meshOf(count: number, { hasRules }: Scenario): MeshConfig {
  const regions = Array.from({ length: count }, (_, index) => {
    const id = idOf(index)
    return { id, origin: `https://${id}.example`, ...placeOf(index, count) }
  })
  const routes = hasRules ? [...OTHER_RULES, { path: '/api/orders/:id', prefer: [idOf(2), idOf(1)] }] : []
  const mesh = v.parse(Mesh, { primary: idOf(0), epoch: 'bench', regions, routes })
  return frozen({ ...mesh, epoch: 'bench' })
}

/** @returns the changes in force: of every ten regions one is drained, and of every five one takes half. */
export function overlayOf({ regions }: MeshConfig, { isSteered }: Scenario): Overlay {
  if (!isSteered) return EMPTY_OVERLAY
  const ids = regions.map(({ id }) => id)
  return {
    ...EMPTY_OVERLAY,
    revision: 1,
    drains: Object.fromEntries(ids.filter((_, index) => index % 10 === 1).map((id) => [id, MARK])),
    weights: Object.fromEntries(
      ids.filter((_, index) => index % 5 === 2).map((id) => [id, { ...MARK, weight: 0.5 }]),
    ),
    pins: [
      { path: '/api/reports/*' },
      { colo: ['SIN', 'NRT'] },
      { asn: [64500, 64501] },
      { country: ['BR', 'AR', 'CL'], method: 'GET' },
      { asn: [64510] },
    ].map((match, index) => ({ ...MARK, id: `p${index}`, match, to: idOf(0) })),
  }
}

/** @returns `aaa`, `aab` and so on. */
export function idOf(index: number): string {
  return [676, 26, 1].map((place) => String.fromCharCode(97 + (Math.floor(index / place) % 26))).join('')
}

const MARK: Mark = { by: 'bench', atMs: 0, why: 'to measure it' }

const OTHER_RULES = [
  { path: '/api/reports/:year/:month', method: 'POST', intent: 'read' },
  { path: '/api/search', method: 'POST', intent: 'read' },
  { path: '/api/admin/*', via: 'home' },
  { path: '/api/payments/:id/refund', retries: false },
  { country: ['DE', 'FR', 'NL', 'IT', 'ES', 'PL'], only: [idOf(1)] },
  { continent: ['OC'], prefer: [idOf(1)] },
  { colo: ['GRU', 'EZE', 'SCL'], prefer: [idOf(2)] },
  { asn: [64496, 64497, 64498], pin: idOf(1) },
  { path: '/api/uploads/*', method: 'PUT', retries: false },
  { path: '/api/orders/:id/cancel', via: 'home' },
  { path: '/api/tenants/:tenant/users/:user', only: [idOf(0), idOf(2)] },
]

/** Fibonacci's lattice on the sphere: as even as it gets, and the same each time. */
function placeOf(index: number, count: number): { readonly latitude: number; readonly longitude: number } {
  const height = 1 - (2 * index + 1) / count
  const turns = (index * GOLDEN_RATIO) % 1
  return { latitude: (Math.asin(height) * 180) / Math.PI, longitude: turns * 360 - 180 }
}

const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2

/** A frozen list is another kind of list to the engine, so it is frozen here, too. */
function frozen<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) frozen(part)
  return Object.freeze(value)
}
