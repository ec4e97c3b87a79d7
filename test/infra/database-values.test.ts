import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { INFRA_DIR, matrix } from '../../infra/check/matrix.ts'
import { HELM, refusal } from './support/helm.ts'

const CHART = matrix().find(({ chart, environment }) => chart === 'database' && environment === 'prod')
const DEFAULTS: Readonly<Record<string, unknown>> = parse(
  readFileSync(join(INFRA_DIR, 'charts/database/values.yaml'), 'utf8'),
)
const groups = Object.keys(DEFAULTS).filter((key) => DEFAULTS[key] instanceof Object && key !== 'promotion')

describe.skipIf(!HELM)('the chart of the database', () => {
  it('I238 refuses values that take a group of settings away, with its key', () => {
    if (!CHART) throw new Error('expected a rendering of database')
    expect(groups).toContain('resources')
    // One rendering tells of all.
    const said = refusal(CHART, Object.fromEntries(groups.map((key) => [key, null]))) ?? ''
    expect(groups.filter((key) => !said.includes(`'${key}'`))).toEqual([])
    const inside = refusal(CHART, { backup: { sidecar: null }, storage: { class: null } }) ?? ''
    expect(inside).toContain("'sidecar'")
    expect(inside).toContain("'class'")
  })
})
