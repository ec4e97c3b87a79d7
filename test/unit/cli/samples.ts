import type { ChangeAnswer, HistoryEntry } from '../../../protocol/operators/changes.ts'
import { EMPTY_OVERLAY, type Overlay } from '../../../protocol/operators/overlay.ts'
import type { IsolateView, RegionView, World } from '../../../protocol/operators/status.ts'

/** 2026-11-24 12:00 UTC. */
export const NOON = Date.UTC(2026, 10, 24, 12)
const HOUR_MS = 3_600_000

export const drained = {
  by: 'ana',
  atMs: NOON - HOUR_MS,
  why: 'kernel upgrade',
  untilMs: NOON + 2 * HOUR_MS,
} as const

export function overlay(revision: number, more: Partial<Overlay> = {}): Overlay {
  return { ...EMPTY_OVERLAY, revision, ...more }
}

export function region(id: string, more: Partial<RegionView> = {}): RegionView {
  const closed = { state: 'closed', failures: 0, sinceMs: null } as const
  return {
    ...{ id, latitude: 0, longitude: 0, reach: 'url', drain: null, weight: 1, weightMark: null },
    ...{ read: closed, write: closed, rttMs: 2.1, samples: 9, rttUpdatedMs: NOON, toPrimaryMs: 187.4 },
    ...{ pressureMs: 0, standing: { role: 'replica', timeline: 1, lsn: '0/3A5B', ageMs: 42, seenMs: NOON } },
    ...more,
  }
}

export function view(colo: string, revision: number, more: Partial<IsolateView> = {}): IsolateView {
  return {
    ...{ colo, isolate: `isolate of ${colo}`, startedMs: NOON - HOUR_MS, atMs: NOON },
    epoch: revision === 0 ? '2b13f0cb' : `2b13f0cb.${revision}`,
    overlay: { revision, source: 'fresh', readMs: NOON - 2000, unknown: [] },
    ...{ primary: 'iad', timeline: 1, pins: [], retryBudget: 1, requests: 40, unanswered: 0 },
    regions: [region('iad'), region('bom'), region('fra')],
    ...more,
  }
}

export function world(...views: readonly IsolateView[]): World {
  return { atMs: NOON, views, receipts: [] }
}

export function answer(revision: number, more: Partial<ChangeAnswer> = {}): ChangeAnswer {
  return {
    change: { action: 'drain', region: 'bom' },
    ...{ overlay: overlay(revision), epoch: `2b13f0cb.${revision}`, dryRun: false },
    ...{ changed: true, spread: true, findings: [] },
    ...more,
  }
}

export function entry(revision: number, more: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    ...{ revision, atMs: NOON, by: 'ben', why: 'disk fails', forced: [], overlay: overlay(revision) },
    change: { action: 'drain', region: 'fra' },
    ...more,
  }
}
