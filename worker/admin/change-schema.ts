/** The body of `POST /_nearside/changes`, and the change inside it. Pure. */
import * as v from 'valibot'
import { line, MatchSchema, Milliseconds, RegionId, Revision, Weight } from '../overlay/schema.ts'

const untilMs = v.optional(Milliseconds)
const CHANGES = {
  drain: { action: v.literal('drain'), region: RegionId, untilMs },
  restore: { action: v.literal('restore'), region: RegionId },
  weight: { action: v.literal('weight'), region: RegionId, weight: Weight, untilMs },
  pin: { action: v.literal('pin'), match: MatchSchema, to: RegionId, untilMs },
  unpin: { action: v.literal('unpin'), id: line(64) },
  undo: { action: v.literal('undo') },
} as const

/** A {@link import('../../protocol/operators/changes.ts').Change}. */
export const ChangeSchema = schemaWith({})

/** A {@link import('../../protocol/operators/changes.ts').ChangeRequest}. */
export const ChangeRequestSchema = schemaWith({
  why: line(500),
  force: v.optional(v.boolean()),
  dryRun: v.optional(v.boolean()),
  revision: v.optional(Revision),
})

function schemaWith<T extends v.ObjectEntries>(rest: T) {
  return v.variant('action', [
    v.strictObject({ ...CHANGES.drain, ...rest }),
    v.strictObject({ ...CHANGES.restore, ...rest }),
    v.strictObject({ ...CHANGES.weight, ...rest }),
    v.strictObject({ ...CHANGES.pin, ...rest }),
    v.strictObject({ ...CHANGES.unpin, ...rest }),
    v.strictObject({ ...CHANGES.undo, ...rest }),
  ])
}
