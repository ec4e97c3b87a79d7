import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatViolations } from './report.ts'
import { runScenario } from './scenario.ts'
import { SCENARIOS } from './scenarios/index.ts'
import { bootOwnPlanet, targetOf } from './target.ts'

let own: Awaited<ReturnType<typeof bootOwnPlanet>>
/** A planet of their own: they fail its primary over. */
beforeAll(async () => {
  own = await bootOwnPlanet({ onNotice: console.warn })
})
afterAll(() => own?.close())

describe('straight to where a guard matters', () => {
  it.each(SCENARIOS)(
    'Q30 $name: every promise is kept',
    async (scenario) => {
      const { planet } = own
      const { history, violations } = await runScenario(scenario, targetOf(planet), () =>
        planet.restartApps(),
      )
      expect(history.length).toBeGreaterThan(0)
      expect(formatViolations(violations, undefined)).toContain('0 violations')
    },
    120_000,
  )
})
