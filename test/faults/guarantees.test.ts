import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { MAX_SEED } from './options.ts'
import { formatViolations } from './report.ts'
import { runFaults } from './run.ts'
import { bootOwnPlanet, targetOf } from './target.ts'

const replicas = { bom: 2 } as const
let own: Awaited<ReturnType<typeof bootOwnPlanet>>
/** A planet of its own: its primary is failed over, and other tests know theirs where it was. */
beforeAll(async () => {
  own = await bootOwnPlanet({ onNotice: console.warn, replicas })
})
afterAll(() => own?.close())

it('Q32 twenty-five seconds of faults and twelve sessions that hop between cities: every promise is kept', async () => {
  const seed = Number(process.env.FAULTS_SEED ?? randomInt(MAX_SEED))
  console.info(`faults: seed ${seed}`)
  const target = targetOf(own.planet)
  const options = { target, seed, durationMs: 25_000, sessions: 12, replicas }
  const { violations, file, history } = await runFaults(options)
  expect(history.filter(({ type }) => type === 'operation').length).toBeGreaterThan(100)
  expect(`seed ${seed}: ${formatViolations(violations, file)}`).toContain('0 violations')
}, 240_000)
