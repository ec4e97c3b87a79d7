/** What this isolate knows of each region: the one place where the gateway keeps state between requests. */
import type { Intent } from '../../protocol/intent.ts'
import type { Standing } from '../../protocol/position.ts'
import { type Circuit, CLOSED, onFailure, onProbe, onSuccess, onTrial } from '../resilience/circuit.ts'
import { dueForProbe } from '../resilience/probe-schedule.ts'
import { earn, FULL_BUDGET, spend } from '../resilience/retry-budget.ts'
import { type Estimate, learn } from '../routing/estimate.ts'
import { isDeposed, type SeenStanding, type Standings } from '../routing/primary.ts'

export type HealthStore = {
  readonly estimates: ReadonlyMap<string, Estimate>
  /** Each region's own way to the primary and back. */
  readonly toPrimary: ReadonlyMap<string, Estimate>
  readonly circuits: ReadonlyMap<string, Circuit>
  /** Of each region's way to the primary. */
  readonly writeCircuits: ReadonlyMap<string, Circuit>
  readonly standings: Standings
  /** By region id: by how many milliseconds its answers come later than usual; a region that is as usual has none. */
  pressures(nowMs: number): ReadonlyMap<string, number>
  /** The highest timeline that any region ever told; 0 where none did. */
  highestTimeline(): number
  /** @returns the ids of the regions to try last with such a request. */
  unwell(intent: Intent): ReadonlySet<string>
  /** A region said where its data stand. */
  stands(id: string, standing: Standing, nowMs: number): void
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
  /** A region took a write. */
  wrote(id: string): void
  /** A region could not bring a write to the primary: its reads may be as well as ever. */
  failedToWrite(id: string, nowMs: number): void
  requestBegan(): void
  /** @returns whether the budget allows one more retry, which is then spent. */
  mayRetry(): boolean
  /** How much of that budget is left, from 0 to 1. */
  retryBudget(): number
  /** @returns the regions to probe now, which count as probed from now on. */
  takeDueProbes(ids: readonly string[], nowMs: number): readonly string[]
}

export function createHealthStore(): HealthStore {
  const estimates = new Map<string, Estimate>()
  const toPrimary = new Map<string, Estimate>()
  const circuits = new Map<string, Circuit>()
  const writeCircuits = new Map<string, Circuit>()
  const standings = new Map<string, SeenStanding>()
  let highestTimeline = 0
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
    writeCircuits,
    standings,
    pressures: () => new Map(),
    highestTimeline: () => highestTimeline,
    unwell(intent) {
      const ids = new Set<string>()
      for (const [id, { state }] of circuits) if (state !== 'closed') ids.add(id)
      if (intent === 'read') return ids
      for (const [id, { state }] of writeCircuits) if (state !== 'closed') ids.add(id)
      for (const [id, { standing }] of standings) if (isDeposed(standing, highestTimeline)) ids.add(id)
      return ids
    },
    stands(id, standing, seenMs) {
      standings.set(id, { standing, seenMs })
      const { timeline } = standing.position
      if (timeline <= highestTimeline) return
      // After a failover the ways lead elsewhere.
      toPrimary.clear()
      highestTimeline = timeline
    },
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
    wrote(id) {
      writeCircuits.set(id, onSuccess())
    },
    failedToWrite(id, nowMs) {
      writeCircuits.set(id, onFailure(writeCircuits.get(id) ?? CLOSED, nowMs))
    },
    requestBegan() {
      budget = earn(budget)
    },
    mayRetry() {
      const rest = spend(budget)
      budget = rest ?? budget
      return rest !== undefined
    },
    retryBudget: () => budget.tokens / FULL_BUDGET.tokens,
    takeDueProbes(ids, nowMs) {
      const due = dueForProbe(ids, lastSeenMs, nowMs)
      for (const id of due) {
        lastSeenMs.set(id, nowMs)
        circuits.set(id, onProbe(circuitOf(id)))
      }
      // No probe goes as far as the primary: a write tries the way again.
      for (const [id, circuit] of writeCircuits) writeCircuits.set(id, onTrial(circuit, nowMs))
      return due
    },
  }
}
