/** What happened in a run, one record each, in the order in which it was known to its session. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { PlanetFault } from './vocabulary.ts'

export type Entry = Operation | Handover | FaultRecord

export type OperationKind = 'order' | 'patch' | 'cancel' | 'read-own' | 'read-shared' | 'repeat'
export type WriteKind = 'order' | 'patch' | 'cancel'

/**
 * `ok`: done and answered; a read that found no order, too. `refused`: nothing was done. `unknown`: it may have been
 * done. `lost`: answered that what its bookmark stands for is gone. `failed-read`: no answer worth the name.
 */
export type Outcome = 'ok' | 'refused' | 'unknown' | 'lost' | 'failed-read'

/** A bookmark's content. */
export type Mark = {
  readonly timeline: number
  /** Postgres' text form. */
  readonly lsn: string
  /** Names the last write that its holder was acknowledged. */
  readonly tag?: string | undefined
  readonly readSince?: boolean | undefined
}

export type Place = Pick<Mark, 'timeline' | 'lsn'>

export type Operation = {
  readonly type: 'operation'
  readonly session: number
  /** Counts the operations of the session. */
  readonly index: number
  readonly city: string
  readonly kind: OperationKind
  /** What a write does; of a repeat, what its first sending did. */
  readonly write?: WriteKind | undefined
  /** The idempotency key of a write. */
  readonly key?: string | undefined
  /** Milliseconds of a monotonic clock. */
  readonly startMs: number
  /** When the try began that gave the outcome. */
  readonly lastTryMs: number
  readonly endMs: number
  readonly tries: number
  readonly outcome: Outcome
  /** HTTP; 0 where no answer came. */
  readonly status: number
  /** The type of the answer's problem. */
  readonly problem?: string | undefined
  /** With `lost`: what was acknowledged on that timeline up to there is there, and beyond it is gone. */
  readonly lostAfter?: Place | undefined
  readonly orderId?: string | undefined
  /** The version that was made or seen; 0 where a read found no order. */
  readonly version?: number | undefined
  readonly note?: string | undefined
  readonly productId?: string | undefined
  readonly quantity?: number | undefined
  /** What the request's bookmarks said. */
  readonly sent: readonly Mark[]
  /** What the answer's says. */
  readonly received?: Mark | undefined
  readonly region?: string | undefined
  readonly data?: string | undefined
  readonly waitMs?: number | undefined
  readonly wan?: string | undefined
  /** What the gateway says of its tries. */
  readonly via?: string | undefined
  readonly verdict?: string | undefined
  /** Whether the answer says that it is a stored one. */
  readonly replayed?: boolean | undefined
}

/** From here on the session `to` stands on what `from` has seen so far, besides its own. */
export type Handover = {
  readonly type: 'handover'
  readonly from: number
  readonly to: number
  readonly atMs: number
}

export type FaultRecord = {
  readonly type: 'fault'
  /** `refused`: the planet can't do it now. */
  readonly action: 'inject' | 'heal' | 'refused'
  readonly fault?: PlanetFault | undefined
  readonly detail?: string | undefined
  /** Whether everything stays healed from here on. */
  readonly last?: boolean | undefined
  readonly startMs: number
  readonly endMs: number
}

export function isOperation(entry: Entry): entry is Operation {
  return entry.type === 'operation'
}

/** @returns whether the write was acknowledged. */
export function isAcknowledged({ write, outcome }: Operation): boolean {
  return write !== undefined && outcome === 'ok'
}

/** Writes the history as JSON lines, and the tables before and after it beside them. */
export function writeHistory(file: string, entries: readonly Entry[], tables?: unknown): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
  if (tables) writeFileSync(tablesFileOf(file), JSON.stringify(tables))
}

function tablesFileOf(file: string): string {
  return `${file.replace(/\.jsonl$/, '')}.tables.json`
}

export function readHistory(file: string): readonly Entry[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Entry)
}
