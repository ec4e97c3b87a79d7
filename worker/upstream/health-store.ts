/** What this isolate knows of each region: the one place where the gateway keeps state between requests. */
import { type Circuit, CLOSED, onFailure, onProbe, onSuccess } from '../resilience/circuit.ts'
import { dueForProbe } from '../resilience/probe-schedule.ts'
import { earn, FULL_BUDGET, spend } from '../resilience/retry-budget.ts'
import { type Estimate, learn } from '../routing/estimate.ts'

export type HealthStore = {
  readonly estimates: ReadonlyMap<string, Estimate>
  /** Each region's own way to the primary and back. */
  readonly toPrimary: ReadonlyMap<string, Estimate>
  readonly circuits: ReadonlyMap<string, Circuit>
  /**
   * A region answered a client's request.
   * @param rttMs the round trip to it without its own time; undefined where that can't be told, as behind an upload.
   */
  answered(id: string, rttMs: number | undefined, nowMs: number): void
  /** A region said what one round trip to the primary took. */
  reachedPrimary(id: string, rttMs: number, nowMs: number): void
  /** A region answered a probe. */
  probed(id: string, rttMs: number, nowMs: number): void
  failed(id: string, nowMs: number): void
  requestBegan(): void
  /** @returns whether the budget allows one more retry, which is then spent. */
  mayRetry(): boolean
  /** @returns the regions to probe now, which count as probed from now on. */
  takeDueProbes(ids: readonly string[], nowMs: number): readonly string[]
}

export function createHealthStore(): HealthStore {
  const estimates = new Map<string, Estimate>()
  const toPrimary = new Map<string, Estimate>()
  const circuits = new Map<string, Circuit>()
  const lastSeenMs = new Map<string, number>()
  let budget = FULL_BUDGET
  const circuitOf = (id: string) => circuits.get(id) ?? CLOSED
  const learnFrom = (id: string, rttMs: number, nowMs: number) => {
    estimates.set(id, learn(estimates.get(id), Math.max(0, rttMs), nowMs))
    lastSeenMs.set(id, nowMs)
  }

  return {
    estimates,
    toPrimary,
    circuits,
    answered(id, rttMs, nowMs) {
      circuits.set(id, onSuccess())
      // A first request pays for the connection, too, and would make the region look twice as far: a probe begins.
      if (rttMs !== undefined && estimates.has(id)) learnFrom(id, rttMs, nowMs)
    },
    reachedPrimary(id, rttMs, nowMs) {
      toPrimary.set(id, learn(toPrimary.get(id), rttMs, nowMs))
    },
    probed(id, rttMs, nowMs) {
      circuits.set(id, onSuccess())
      learnFrom(id, rttMs, nowMs)
    },
    failed(id, nowMs) {
      circuits.set(id, onFailure(circuitOf(id), nowMs))
    },
    requestBegan() {
      budget = earn(budget)
    },
    mayRetry() {
      const rest = spend(budget)
      budget = rest ?? budget
      return rest !== undefined
    },
    takeDueProbes(ids, nowMs) {
      const due = dueForProbe(ids, lastSeenMs, nowMs)
      for (const id of due) {
        lastSeenMs.set(id, nowMs)
        circuits.set(id, onProbe(circuitOf(id)))
      }
      return due
    },
  }
}
