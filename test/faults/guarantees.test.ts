import { randomInt } from 'node:crypto'
import { expect, inject, it } from 'vitest'
import { formatViolations } from './report.ts'
import { runFaults } from './run.ts'
import { targetOf } from './target.ts'

it('Q32 forty seconds of faults and twelve sessions that hop between cities: every promise is kept', async () => {
  const seed = Number(process.env.FAULTS_SEED ?? randomInt(2 ** 32 - 1))
  const target = targetOf(inject('planet'))
  const { violations, file, history } = await runFaults({ target, seed, durationMs: 40_000, sessions: 12 })
  expect(history.filter(({ type }) => type === 'operation').length).toBeGreaterThan(300)
  expect(`seed ${seed}: ${formatViolations(violations, file)}`).toContain('0 violations')
}, 240_000)
