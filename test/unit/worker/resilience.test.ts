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
import { take } from '../../../worker/resilience/connections.ts'
import { tryTimeoutMs } from '../../../worker/resilience/deadline.ts'
import { dueForProbe, nextProbeMs } from '../../../worker/resilience/probe-schedule.ts'
import {
  earn,
  earnHedge,
  FIRST_HEDGE,
  FULL_BUDGET,
  shareLeft,
  spend,
} from '../../../worker/resilience/retry-budget.ts'
import { addTook, p95Ms } from '../../../worker/resilience/took.ts'

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
  const due = new Map([
    ['bom', nextProbeMs(1000)],
    ['fra', nextProbeMs(0)],
  ])
  expect(dueForProbe(['iad', 'bom', 'fra'], due, 10_000)).toEqual(['iad', 'fra'])
})

it('W350 what is left of the retry budget is told as a share', () => {
  expect(shareLeft(FULL_BUDGET)).toBe(1)
  expect(shareLeft(spend(FULL_BUDGET) ?? FULL_BUDGET)).toBe(0.99)
  expect(shareLeft({ tokens: 0 })).toBe(0)
})

it('W351 hedges are the configured share of the reads, and no more than ten are saved up', () => {
  let budget = FIRST_HEDGE
  let hedges = 0
  for (let read = 0; read < 1000; read++) {
    budget = earnHedge(budget, 0.05)
    const rest = spend(budget)
    if (rest) hedges++
    budget = rest ?? budget
  }
  expect(hedges).toBeGreaterThanOrEqual(49)
  expect(hedges).toBeLessThanOrEqual(51)
  for (let read = 0; read < 1000; read++) budget = earnHedge(budget, 0.05)
  expect(budget.tokens).toBe(10)
})

it('W352 what 95 of 100 reads take is told from twenty of them on, and follows', () => {
  const takes = (count: number, tookMs: number, before: readonly number[] = []) =>
    Array.from({ length: count }).reduce<readonly number[]>((took) => addTook(took, tookMs), before)
  expect(p95Ms(takes(19, 5))).toBeUndefined()
  expect(p95Ms(takes(1, 900, takes(19, 5)))).toBe(5)
  expect(p95Ms(takes(2, 900, takes(18, 5)))).toBe(900)
  expect(p95Ms(takes(60, 7, takes(60, 900)))).toBe(7)
})

it('W353 a connection is warm that was used in the last five seconds and has no request on it', () => {
  expect(take([], 0).isWarm).toBe(false)
  expect(take([0, 4000], 8999)).toEqual({ free: [0], isWarm: true })
  expect(take([0], 8999)).toEqual({ free: [], isWarm: false })
})
