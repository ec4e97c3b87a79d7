import { describe, expect, it } from 'vitest'
import { differencesBetween, type Table, tablesOf } from './support/region-tables.ts'

const ENVIRONMENTS = ['prod', 'staging'] as const

describe.each(ENVIRONMENTS)('in %s', (environment) => {
  it("I140 the Worker, Terraform and Argo CD's values name the same regions, coordinates, hosts, pod networks and primary", () => {
    expect(differencesBetween(tablesOf(environment))).toEqual([])
  })
})

it('I141 a table that says otherwise is told with its file, its key, what was expected and what was found', () => {
  const [worker, terraform, ...others] = tablesOf('prod')
  if (!worker || !terraform) throw new Error('expected the tables of prod')
  const wrong: Table = {
    ...terraform,
    primary: 'sin',
    regions: {
      ...without(terraform.regions, 'fra'),
      iad: { ...terraform.regions.iad, latitude: 39 },
      sin: {},
    },
  }
  expect(differencesBetween([worker, wrong, ...others])).toEqual([
    `${wrong.file}: regions: expected fra, found bom,iad,sin`,
    `${wrong.file}: regions: expected bom,fra,iad, found sin`,
    `${wrong.file}: primary: expected ${JSON.stringify(worker.primary)}, found "sin"`,
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

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([each]) => each !== key))
}
