import { describe, expect, it } from 'vitest'
import { differencesBetween, type Table, tablesOf } from './support/region-tables.ts'

const ENVIRONMENTS = ['prod', 'staging'] as const

describe.each(ENVIRONMENTS)('in %s', (environment) => {
  it("I140 the Worker, Terraform and Argo CD's values name the same regions, coordinates, hosts, pod networks and primary", () => {
    expect(differencesBetween(tablesOf(environment))).toEqual([])
  })
})

it('I141 a table that says otherwise is told with its file, its key, what was expected and what was found', () => {
  const iad = { latitude: 38.95, longitude: -77.45 }
  const worker: Table = { file: 'wrangler.toml', primary: 'iad', regions: { iad, bom: {}, fra: {} } }
  const wrong: Table = {
    file: 'regions.json',
    primary: 'bom',
    regions: { iad: { ...iad, latitude: 39 }, bom: {}, sin: {} },
  }
  expect(differencesBetween([worker, wrong, { ...worker, file: 'prod.yaml' }])).toEqual([
    `${wrong.file}: regions: expected fra, found bom,iad,sin`,
    `${wrong.file}: regions: expected bom,fra,iad, found sin`,
    `${wrong.file}: primary: expected "iad", found "bom"`,
    `${wrong.file}: iad.latitude: expected 38.95, found 39`,
  ])
})

it('I142 staging is part of prod: its regions stand at the same coordinates', () => {
  const coordinatesOf = (environment: (typeof ENVIRONMENTS)[number]) => {
    const [worker] = tablesOf(environment)
    return Object.entries(worker?.regions ?? {}).map(([id, { latitude, longitude }]) => [
      id,
      latitude,
      longitude,
    ])
  }
  expect(coordinatesOf('prod')).toEqual(expect.arrayContaining(coordinatesOf('staging')))
})
