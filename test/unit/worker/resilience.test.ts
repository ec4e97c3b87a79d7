import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  type Circuit,
  CLOSED,
  onFailure,
  onProbe,
  onSuccess,
  onTrial,
} from '../../../worker/resilience/circuit.ts'
import { tryTimeoutMs } from '../../../worker/resilience/deadline.ts'
import { dueForProbe, PROBE_INTERVAL_MS } from '../../../worker/resilience/probe-schedule.ts'
import { earn, FULL_BUDGET, spend } from '../../../worker/resilience/retry-budget.ts'

const fail = (circuit: Circuit, times: number) =>
  Array.from({ length: times }).reduce<Circuit>((state) => onFailure(state, 7), circuit)

it('W40 a circuit opens after three failures in a row, not before', () => {
  expect(fail(CLOSED, 2)).toEqual({ state: 'closed', failures: 2 })
  expect(fail(CLOSED, 3)).toEqual({ state: 'open', sinceMs: 7 })
  expect(fail(onSuccess(), 2).state).toBe('closed')
})

it('W41 an open circuit closes by a probe that succeeds, and stays open by one that fails', () => {
  const open = fail(CLOSED, 3)
  expect(onProbe(open).state).toBe('half-open')
  expect(onFailure(onProbe(open), 99)).toEqual({ state: 'open', sinceMs: 7 })
  expect(onSuccess()).toEqual(CLOSED)
  expect(onProbe(CLOSED)).toEqual(CLOSED)
})

it('W94 a circuit that no probe can close closes in time, and opens again by one failure', () => {
  const open = fail(CLOSED, 3)
  expect(onTrial(open, 10_006)).toEqual(open)
  const tried = onTrial(open, 10_007)
  expect(tried.state).toBe('closed')
  expect(fail(tried, 1).state).toBe('open')
  expect(onTrial(fail(CLOSED, 1), 99_999)).toEqual(fail(CLOSED, 1))
})

it('W42 retries are a fifth of the requests once the reserve is used up', () => {
  let budget = FULL_BUDGET
  let reserve = 0
  for (let next = spend(budget); next; next = spend(budget)) {
    budget = next
    reserve++
  }
  let retries = 0
  for (let request = 0; request < 1000; request++) {
    budget = earn(budget)
    const next = spend(budget)
    if (next) retries++
    budget = next ?? budget
  }
  expect(reserve).toBe(100)
  expect(retries).toBeGreaterThanOrEqual(198)
  expect(retries).toBeLessThanOrEqual(200)
})

it('W43 no try outlives the deadline, and only the last one may use all of it', () => {
  const timeouts = { perTryMs: 2000, totalMs: 10_000 }
  expect(tryTimeoutMs(timeouts, 0, false)).toBe(2000)
  expect(tryTimeoutMs(timeouts, 9000, false)).toBe(1000)
  expect(tryTimeoutMs(timeouts, 2000, true)).toBe(8000)
  fc.assert(
    fc.property(fc.nat(20_000), fc.boolean(), (elapsedMs, isLast) => {
      expect(elapsedMs + tryTimeoutMs(timeouts, elapsedMs, isLast)).toBeLessThanOrEqual(10_000)
    }),
  )
})

it('W44 a region is probed once in ten seconds at most, and not while it answers', () => {
  const seen = new Map([
    ['bom', 1000],
    ['fra', 1000 - PROBE_INTERVAL_MS],
  ])
  expect(dueForProbe(['iad', 'bom', 'fra'], seen, 1000)).toEqual(['iad', 'fra'])
})
