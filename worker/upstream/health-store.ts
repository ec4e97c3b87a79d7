/** What this isolate has learned of each region, from one request to the next. */
import type { Intent } from '../../protocol/intent.ts'
import type { Standing } from '../../protocol/position.ts'
import { type Circuit, CLOSED, onFailure, onProbe, onSuccess, onTrial } from '../resilience/circuit.ts'
import { type Connections, giveBack, take } from '../resilience/connections.ts'
import { AT_EASE, onAnswer, onSent, type Pace, pressureMs, REFUSED_LATE_MS } from '../resilience/pace.ts'
import { dueForProbe, jitterMs, nextProbeMs } from '../resilience/probe-schedule.ts'
import { addRead, type Refusals, refusesMost } from '../resilience/refusals.ts'
import { earn, earnHedge, FIRST_HEDGE, FULL_BUDGET, shareLeft, spend } from '../resilience/retry-budget.ts'
import { isSlowElsewhere, NO_SLOW_KINDS, onInTime, onSlow } from '../resilience/slow-kinds.ts'
import { addTook, p95Ms, type Took } from '../resilience/took.ts'
import { canTell, lateMs, learnUsual, NOTHING_USUAL } from '../resilience/usual.ts'
import { type Estimate, isMuchFaster, type Learned, learn } from '../routing/estimate.ts'
import { isDeposed, type SeenStanding, type Standings } from '../routing/primary.ts'

export type HealthStore = {
  readonly estimates: ReadonlyMap<string, Estimate>
  /** Each region's own way to the primary and back. */
  readonly toPrimary: ReadonlyMap<string, Estimate>
  readonly circuits: ReadonlyMap<string, Circuit>
  /** Those of each region's way to the primary. */
  readonly writeCircuits: ReadonlyMap<string, Circuit>
  readonly standings: Standings
  /** By region id: by how many milliseconds its answers come later than usual; a region that is as usual has none. */
  pressures(nowMs: number): ReadonlyMap<string, number>
  /** How much of the budget for retries is left, from 0 to 1. */
  retryBudget(): number
  /** The highest timeline that any region ever told; 0 where none did. */
  highestTimeline(): number
  /** @returns the ids of the regions to try last with such a request. */
  unwell(intent: Intent): ReadonlySet<string>
  /** The same, found when it is read: a request needs the one or the other. */
  readonly unwellFor: Readonly<Record<Intent, ReadonlySet<string>>>
  /** A region said where its data stand. */
  stands(id: string, standing: Standing, nowMs: number): void
  /**
   * A client's request sets out to a region.
   * @param kind of a read, see `kindOf` in resilience/usual.ts.
   * @returns whether it finds a warm connection.
   */
  sent(id: string, kind: string | undefined, nowMs: number): boolean
  /**
   * A region answered a client's request.
   * @param rttMs the round trip to it without its own time; undefined where that can't be told, as behind an upload.
   * @param isWarm what {@link HealthStore.sent} said.
   */
  answered(id: string, rttMs: number | undefined, nowMs: number, isWarm?: boolean): void
  /**
   * A region said how long it worked on a read.
   * @param kind see `kindOf` in resilience/usual.ts.
   * @param ownMs without what it waited for outside itself.
   */
  worked(id: string, kind: string, ownMs: number, nowMs: number): void
  /** A region answered a read, whatever it said: whether that was no more than that there are too many. */
  sawRead(id: string, wasRefused: boolean, nowMs: number): void
  /** A region answered a read well: whether within the time that a try may take where there is another one. */
  answeredRead(id: string, kind: string, isInTime: boolean, nowMs: number): void
  /** A read of a region was given up after so many milliseconds. */
  timedOut(id: string, kind: string, elapsedMs: number, nowMs: number): void
  /** A read of a region took so many milliseconds as a whole, or was given up for another one then. */
  took(id: string, tookMs: number): void
  /** @returns what 95 of 100 reads of a region took at most, in milliseconds; undefined while too few were seen. */
  p95Ms(id: string): number | undefined
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
  /** @param share of such reads that may be sent twice. */
  hedgeableBegan(share: number): void
  /** @returns whether the budget allows one more hedge, which is then spent. */
  mayHedge(): boolean
  /** @returns the regions to probe now, which count as probed from now on. */
  takeDueProbes(ids: readonly string[], nowMs: number): readonly string[]
}

/** As how many answers a probe counts: a faster one is enough by itself for the estimate to follow. */
const COUNTS_FASTER = 3
const COUNTS_SLOWER = 2
/** Answers that come together were held up together: one of them speaks for all, unless they are much faster. */
const APART_MS = 250

/** @param random from 0 to 1, to keep isolates from probing at the same time. */
export function createHealthStore(random: () => number = Math.random): HealthStore {
  const estimates = new Map<string, Learned>()
  const toPrimary = new Map<string, Learned>()
  const circuits = new Map<string, Circuit>()
  const writeCircuits = new Map<string, Circuit>()
  const standings = new Map<string, SeenStanding>()
  const paces = new Map<string, Pace>()
  const connections = new Map<string, Connections>()
  const refusals = new Map<string, Refusals>()
  const tooks = new Map<string, Took>()
  const probeDueMs = new Map<string, number>()
  let highestTimeline = 0
  let usual = NOTHING_USUAL
  let slowKinds = NO_SLOW_KINDS
  let retries = FULL_BUDGET
  let hedges = FIRST_HEDGE
  const circuitOf = (id: string) => circuits.get(id) ?? CLOSED
  const connectionsOf = (id: string) => connections.get(id) ?? []
  const learnFrom = (id: string, rttMs: number, nowMs: number, counts = 1) => {
    estimates.set(id, learn(estimates.get(id), Math.max(0, rttMs), nowMs, counts))
    probeDueMs.set(id, nextProbeMs(nowMs))
  }
  const fail = (id: string, nowMs: number) => {
    const before = circuitOf(id)
    const after = onFailure(before, nowMs)
    circuits.set(id, after)
    if (before.state === 'closed' && after.state === 'open')
      probeDueMs.set(id, (probeDueMs.get(id) ?? nowMs) + jitterMs(random()))
  }
  const note = (id: string, late: number, nowMs: number) => {
    paces.set(id, onAnswer(paces.get(id) ?? AT_EASE, late, nowMs))
  }

  const unwell = (intent: Intent) => {
    const ids = new Set<string>()
    for (const [id, { state }] of circuits) if (state !== 'closed') ids.add(id)
    if (intent === 'read') return ids
    for (const [id, { state }] of writeCircuits) if (state !== 'closed') ids.add(id)
    for (const [id, { standing }] of standings) if (isDeposed(standing, highestTimeline)) ids.add(id)
    return ids
  }

  return {
    estimates,
    toPrimary,
    circuits,
    writeCircuits,
    standings,
    pressures(nowMs) {
      const found = new Map<string, number>()
      for (const [id, pace] of paces) {
        const pressure = pressureMs(pace, nowMs)
        if (pressure > 0) found.set(id, pressure)
      }
      return found
    },
    retryBudget: () => shareLeft(retries),
    highestTimeline: () => highestTimeline,
    unwell,
    unwellFor: {
      get read() {
        return unwell('read')
      },
      get write() {
        return unwell('write')
      },
    },
    stands(id, standing, seenMs) {
      standings.set(id, { standing, seenMs })
      const { timeline } = standing.position
      if (timeline <= highestTimeline) return
      // After a failover the ways lead elsewhere.
      toPrimary.clear()
      highestTimeline = timeline
    },
    sent(id, kind, nowMs) {
      const pace = paces.get(id)
      if (pace && kind !== undefined && canTell(usual, kind)) paces.set(id, onSent(pace, nowMs))
      const { free, isWarm } = take(connectionsOf(id), nowMs)
      connections.set(id, free)
      return isWarm
    },
    answered(id, rttMs, nowMs, isWarm = true) {
      circuits.set(id, onSuccess())
      connections.set(id, giveBack(connectionsOf(id), nowMs))
      const known = estimates.get(id)
      // A first request pays for the connection, too, and would make the region look twice as far: a probe begins.
      if (rttMs === undefined || !known) return
      if (nowMs - known.updatedMs < APART_MS && !isMuchFaster(known, rttMs)) return
      // So does any on a cold connection: whether the way has become longer a warm one says, or a probe.
      if (isWarm || rttMs <= known.rttMs) learnFrom(id, rttMs, nowMs)
    },
    worked(id, kind, ownMs, nowMs) {
      const late = lateMs(usual, kind, ownMs)
      usual = learnUsual(usual, kind, ownMs, nowMs)
      if (late !== undefined) note(id, late, nowMs)
    },
    sawRead(id, wasRefused, nowMs) {
      // What was not refused before the first refusal changes nothing.
      if (!wasRefused && !refusals.has(id)) return
      const seen = addRead(refusals.get(id) ?? [], wasRefused)
      refusals.set(id, seen)
      if (wasRefused && refusesMost(seen)) note(id, REFUSED_LATE_MS, nowMs)
    },
    answeredRead(id, kind, isInTime, nowMs) {
      slowKinds = isInTime ? onInTime(slowKinds, kind, nowMs) : onSlow(slowKinds, kind, id, nowMs)
    },
    timedOut(id, kind, elapsedMs, nowMs) {
      const isTheKind = isSlowElsewhere(slowKinds, kind, id, nowMs)
      slowKinds = onSlow(slowKinds, kind, id, nowMs)
      if (isTheKind) return
      fail(id, nowMs)
      // Answers just in time between them keep the circuit closed.
      note(id, elapsedMs, nowMs)
    },
    took(id, tookMs) {
      tooks.set(id, addTook(tooks.get(id) ?? [], tookMs))
    },
    p95Ms: (id) => p95Ms(tooks.get(id) ?? []),
    reachedPrimary(id, rttMs, nowMs) {
      toPrimary.set(id, learn(toPrimary.get(id), rttMs, nowMs))
    },
    probed(id, rttMs, nowMs) {
      // What it was late with before it failed says nothing of now.
      if (circuitOf(id).state !== 'closed') {
        paces.delete(id)
        refusals.delete(id)
      }
      circuits.set(id, onSuccess())
      connections.set(id, giveBack(connectionsOf(id), nowMs))
      // Something may have held up both round trips, but nothing makes them shorter than the way is.
      const known = estimates.get(id)
      const counts = !known ? 1 : rttMs < known.rttMs ? COUNTS_FASTER : COUNTS_SLOWER
      learnFrom(id, rttMs, nowMs, counts)
    },
    failed: fail,
    wrote(id) {
      writeCircuits.set(id, onSuccess())
    },
    failedToWrite(id, nowMs) {
      writeCircuits.set(id, onFailure(writeCircuits.get(id) ?? CLOSED, nowMs))
    },
    requestBegan() {
      retries = earn(retries)
    },
    mayRetry() {
      const rest = spend(retries)
      retries = rest ?? retries
      return rest !== undefined
    },
    hedgeableBegan(share) {
      hedges = earnHedge(hedges, share)
    },
    mayHedge() {
      const rest = spend(hedges)
      hedges = rest ?? hedges
      return rest !== undefined
    },
    takeDueProbes(ids, nowMs) {
      const due = dueForProbe(ids, probeDueMs, nowMs)
      for (const id of due) {
        probeDueMs.set(id, nextProbeMs(nowMs))
        circuits.set(id, onProbe(circuitOf(id)))
      }
      // No probe goes as far as the primary: a write tries the way again.
      for (const [id, circuit] of writeCircuits) writeCircuits.set(id, onTrial(circuit, nowMs))
      return due
    },
  }
}
