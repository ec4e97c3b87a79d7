/** All that a region of an environment runs, rendered: what no single chart can tell. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Chart, type Environment, INFRA_DIR, renderingsOf } from '../../../infra/check/matrix.ts'
import { type Manifest, render } from './helm.ts'

const worlds = new Map<string, readonly Manifest[]>()

/** @returns the manifests of every chart; rendered once for each region. */
export function world(environment: Environment, region: string): readonly Manifest[] {
  const key = `${environment} ${region}`
  const known = worlds.get(key)
  if (known) return known
  const manifests = renderingsOf(environment, region)
    .filter(({ chart }) => hasChart(chart))
    .flatMap((rendering) => render(rendering))
  worlds.set(key, manifests)
  return manifests
}

/** @returns whether there is such a chart. */
export function hasChart(chart: Chart): boolean {
  return existsSync(join(INFRA_DIR, 'charts', chart, 'Chart.yaml'))
}
