/** What a run was made of, in numbers. Pure. */
import { percentile } from '../../bench/stats.ts'
import { type Entry, isOperation, type Operation, type OperationKind, type Outcome } from './history.ts'

export type Counts = {
  /** By kind, then by outcome. */
  readonly operations: ReadonlyMap<OperationKind, ReadonlyMap<Outcome, number>>
  /** By kind; those that the planet refused because they did not fit the moment are apart. */
  readonly faults: ReadonlyMap<string, number>
  readonly facts: readonly (readonly [what: string, value: string])[]
}

export function countRun(history: readonly Entry[]): Counts {
  const operations = history.filter(isOperation)
  const reads = operations.filter(({ write, outcome }) => !write && outcome === 'ok')
  const waits = reads.filter(({ data }) => data === 'waited').map(({ waitMs }) => waitMs ?? 0)
  const count = (isMeant: (operation: Operation) => boolean) => String(operations.filter(isMeant).length)
  return {
    operations: new Map(
      [...Map.groupBy(operations, ({ kind }) => kind)].map(([kind, of]) => [
        kind,
        tally(of.map(({ outcome }) => outcome)),
      ]),
    ),
    faults: tally(history.flatMap((entry) => (entry.type === 'fault' ? [faultName(entry)] : []))),
    facts: [
      ['operations', String(operations.length)],
      ['reads from the local replica', String(reads.filter(({ data }) => data === 'local').length)],
      [
        'reads that waited',
        waits.length === 0 ? '0' : `${waits.length}, p50 ${waitOf(waits, 50)}, p95 ${waitOf(waits, 95)}`,
      ],
      ['reads that fell back to the primary', String(reads.filter(isFallback).length)],
      ['writes tried more than once', count(({ write, tries }) => write !== undefined && tries > 1)],
      ['repetitions answered from the store', count(({ replayed }) => replayed === true)],
      ['told lost', count(({ outcome }) => outcome === 'lost')],
      ['told survived', count(({ verdict }) => verdict?.includes('survived') ?? false)],
      ['bookmarks handed over', String(history.filter(({ type }) => type === 'handover').length)],
    ],
  }
}

/** The gateway sent it to the primary because the region asked for that. */
function isFallback({ data, via }: Operation): boolean {
  return data === 'primary' && (via?.includes('replay') ?? false)
}

function faultName({ action, fault }: Entry & { type: 'fault' }): string {
  if (!fault) return action
  return action === 'refused' ? `${fault.fault} (refused)` : fault.fault
}

function tally<T>(values: readonly T[]): ReadonlyMap<T, number> {
  return new Map([...Map.groupBy(values, (value) => value)].map(([value, all]) => [value, all.length]))
}

function waitOf(waits: readonly number[], percent: number): string {
  return `${percentile(waits, percent).toFixed(1)} ms`
}
