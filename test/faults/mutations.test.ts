import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROJECT_DIR } from '../../planet/build/cache.ts'
import { makeMutant } from './mutant.ts'
import { MUTATIONS } from './mutations.ts'
import { formatViolations } from './report.ts'
import { runScenario } from './scenario.ts'
import { SCENARIOS } from './scenarios/index.ts'
import { bootOwnPlanet, targetOf } from './target.ts'

const MOST_RUNS = 4

let own: Awaited<ReturnType<typeof bootOwnPlanet>>
/** A planet of their own: they fail its primary over, and their apps are not those of the project. */
beforeAll(async () => {
  own = await bootOwnPlanet({ appLogLevel: 'fatal' })
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

describe('with a guard taken out', () => {
  afterAll(() => own.planet.restartApps(PROJECT_DIR))

  it.each(MUTATIONS)(
    'Q31 the checker finds it: $name',
    async (mutation) => {
      const { planet } = own
      const scenario = SCENARIOS.find(({ name }) => name === mutation.scenario)
      if (!scenario) throw new Error(`no scenario ${mutation.scenario}`)
      const mutant = makeMutant(PROJECT_DIR, mutation)
      try {
        await planet.restartApps(mutant.dir)
        // Some of them open a race, which is not lost in every run.
        const broken: string[] = []
        for (let run = 0; run < MOST_RUNS && !broken.includes(mutation.breaks); run++) {
          const { violations } = await runScenario(scenario, targetOf(planet), () => planet.restartApps())
          broken.push(...violations.map(({ promise }) => promise))
        }
        expect(broken).toContain(mutation.breaks)
      } finally {
        mutant.remove()
      }
    },
    120_000,
  )
})
