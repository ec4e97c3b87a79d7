import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROJECT_DIR } from '../../planet/build/cache.ts'
import { makeMutant } from './mutant.ts'
import { MUTATIONS } from './mutations.ts'
import { runScenario } from './scenario.ts'
import { SCENARIOS } from './scenarios/index.ts'
import { bootOwnPlanet, targetOf } from './target.ts'

let own: Awaited<ReturnType<typeof bootOwnPlanet>>
/** A planet of their own: their apps are not those of the project. */
beforeAll(async () => {
  own = await bootOwnPlanet({ appLogLevel: 'fatal' })
})
afterAll(() => own?.close())

describe('with a guard taken out', () => {
  it.each(MUTATIONS)(
    'Q31 the checker finds it: $name',
    async (mutation) => {
      const { planet } = own
      const scenario = SCENARIOS.find(({ name }) => name === mutation.scenario)
      if (!scenario) throw new Error(`no scenario ${mutation.scenario}`)
      const mutant = makeMutant(PROJECT_DIR, mutation)
      try {
        await planet.restartApps(mutant.dir)
        const { violations } = await runScenario(scenario, targetOf(planet), () => planet.restartApps())
        expect(violations.map(({ promise }) => promise)).toContain(mutation.breaks)
      } finally {
        await planet.restartApps(PROJECT_DIR)
        mutant.remove()
      }
    },
    120_000,
  )
})
