/** The guards that the promises stand on, and how each is taken out of the source: then its scenario must go red. */
import type { PromiseName } from './checker/violation.ts'
import type { Mutation } from './mutant.ts'
import type { SCENARIOS } from './scenarios/index.ts'

type ScenarioName = (typeof SCENARIOS)[number]['name']

export type GuardMutation = Mutation & {
  readonly scenario: ScenarioName
  /** The promise that is broken without the guard. */
  readonly breaks: PromiseName
}

export const MUTATIONS: readonly GuardMutation[] = [
  {
    name: 'the timeline of a bookmark is not looked at, only its number',
    scenario: 'timeline',
    breaks: 'read-your-writes',
    edits: [
      {
        file: 'db/history.ts',
        find: "return position.lsn <= end ? { kind: 'on-branch' } : { kind: 'abandoned', end }",
        replace: "return { kind: 'on-branch' }",
      },
    ],
  },
  {
    name: 'a replica is read before it has what the bookmark says',
    scenario: 'watermark',
    breaks: 'read-your-writes',
    edits: [
      {
        file: 'db/admission.ts',
        find: "if (place.kind === 'on-branch' && position.lsn <= seen.position.lsn) continue",
        replace: "if (place.kind === 'on-branch') continue",
      },
    ],
  },
  {
    name: "a write's bookmark is the insert LSN, not the flush LSN",
    scenario: 'page-end',
    breaks: 'honest-bookmarks-count',
    edits: [
      {
        file: 'db/position.ts',
        find: "'select pg_current_wal_flush_lsn()::text as",
        replace: "'select pg_current_wal_insert_lsn()::text as",
      },
    ],
  },
  {
    name: "a read's bookmark is from before its snapshot",
    scenario: 'snapshot',
    breaks: 'monotonic-reads',
    edits: [
      {
        file: 'regional-app/reading.ts',
        find: 'const seen = { ...after.seen.position',
        replace: 'const seen = { ...before.seen.position',
      },
    ],
  },
  {
    name: 'a write has no idempotency row',
    scenario: 'once',
    breaks: 'exactly-once',
    edits: [
      {
        file: 'regional-app/request-once.ts',
        find: 'if (!key) return undefined',
        replace: "if (key !== '') return undefined",
      },
    ],
  },
  {
    name: "a commit counts whatever its command tag, and so do its statements' failures",
    scenario: 'short-stock',
    breaks: 'nothing-vanishes',
    edits: [
      {
        file: 'db/flight-outcome.ts',
        find: "if (cause?.kind === 'error') return",
        replace: 'if (cause === undefined && failed >= 0) return',
      },
      { file: 'db/flight-outcome.ts', find: "commit.tag === 'COMMIT'", replace: "commit.tag !== ''" },
      {
        file: 'db/flight-wire.ts',
        find: "if (result?.status !== 'fulfilled') throw result?.reason",
        replace:
          "if (result?.status !== 'fulfilled') { statement.resolve({ command: '', rowCount: 0, oid: 0, fields: [], rows: [] }); continue }",
      },
    ],
  },
  {
    name: 'a primary of an older timeline is no worse than another',
    scenario: 'fence',
    breaks: 'no-zombie',
    edits: [
      {
        file: 'db/flight-connection.ts',
        find: 'if (timeline < lineage.highest)',
        replace: 'if (timeline < 0)',
      },
      {
        file: 'db/primary-search.ts',
        find: '.sort((a, b) => timelineOf(b) - timelineOf(a))',
        replace: '.filter((each) => timelineOf(each) > 0)',
      },
      {
        file: 'db/flight.ts',
        find: 'if (position && position.timeline < lineage.highest)',
        replace: 'if (position && position.timeline < 0)',
      },
    ],
  },
]
