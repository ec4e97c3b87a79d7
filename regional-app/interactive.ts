/** Interactive transactions: their answer commits with them. */
import { sql } from 'drizzle-orm'
import { PositionUnknown, type Transaction } from '../db/connect.ts'
import { databaseTrouble } from '../db/database-error.ts'
import { placeOf } from '../db/history.ts'
import type { Once } from '../db/once.ts'
import type { Server } from '../db/servers.ts'
import type { Position } from '../protocol/position.ts'
import { flightProblem, outcomeUnknownProblem, unavailableProblem } from './problems.ts'
import { spend, type WriteOutcome } from './receipt.ts'
import { type Scope, seenBefore, settleAbandoned, stand, type Written } from './scope.ts'

/** @param home the region's own server, the primary. */
export async function transactOnce(
  scope: Scope,
  home: Server,
  work: (tx: Transaction) => Promise<Response>,
  once: Once | undefined,
): Promise<Response> {
  const { receipt } = scope
  const { current } = home.watcher
  if (current.state !== 'reachable') return unavailableProblem('the primary is out of reach')
  const { epoch, history } = current.identity
  for (const seen of seenBefore(scope)) {
    const place = placeOf(history, seen)
    if (place.kind !== 'abandoned') continue
    const bookmark = scope.bookmarks.find((each) => each === seen)
    if (!bookmark) return outcomeUnknownProblem()
    await settleAbandoned(scope, bookmark, place.end)
  }
  const startedMs = performance.now()
  let outcome: WriteOutcome = 'rolled-back'
  try {
    const { answer, position, done, isUnknown } = await transact(scope, work, once, history.timeline)
    receipt.source = 'primary'
    if (isUnknown) outcome = 'unknown'
    if (position) {
      outcome = done.repeated ? 'repeated' : 'committed'
      stand(scope, { at: { ...position, epoch }, ...done }, once)
    } else {
      // What was rolled back has been read all the same.
      const after = await home.watcher.look()
      if (after.state === 'reachable') receipt.seen = { ...after.seen.position, epoch }
    }
    return answer
  } finally {
    spend(receipt, { kind: 'transaction', startedMs, endedMs: performance.now(), outcome, wanRoundTrips: 0 })
  }
}

type Transacted = {
  readonly answer: Response
  /** Undefined where nothing was committed. */
  readonly position: Position | undefined
  readonly done: Pick<Written, 'repeated' | 'writtenMs'>
  /** Whether it may have been committed all the same. */
  readonly isUnknown: boolean
}

async function transact(
  { deps: { writer, lineage } }: Scope,
  work: (tx: Transaction) => Promise<Response>,
  once: Once | undefined,
  timeline: number,
): Promise<Transacted> {
  const first = { repeated: false, writtenMs: Date.now() }
  const nothing = (answer: Response) => ({ answer, position: undefined, done: first, isUnknown: false })
  const unknown = () => ({ ...nothing(outcomeUnknownProblem()), isUnknown: true })
  let committing = false
  try {
    const { value, position } = await writer.transaction(async (tx) => {
      const earlier = once && (await claim(tx, once, timeline))
      if (earlier) return { answer: earlier.answer, done: { repeated: true, writtenMs: earlier.writtenMs } }
      const answer = await work(tx)
      if (answer.status >= 400) throw new RolledBack(answer)
      if (once) await keep(tx, once, answer)
      committing = true
      return { answer, done: first }
    })
    // The server has become one of an older timeline meanwhile: what it took will not last.
    if (position.timeline < lineage.highest) return unknown()
    return { ...value, position, isUnknown: false }
  } catch (error) {
    if (error instanceof RolledBack) return nothing(error.answer)
    const isUnknown =
      error instanceof PositionUnknown || (committing && databaseTrouble(error) === 'unavailable')
    if (isUnknown) return unknown()
    throw error
  }
}

/**
 * Takes the write's id for this transaction, once a twin that has it is through.
 * @returns the answer of the one that was done before; undefined where this is the first.
 * @throws RolledBack with a 422 where the id stands for another request.
 */
async function claim(
  tx: Transaction,
  { id, fingerprint }: Once,
  timeline: number,
): Promise<{ answer: Response; writtenMs: number } | undefined> {
  const hex = Buffer.from(fingerprint).toString('hex')
  const claimed = await tx.execute(
    sql`insert into nearside_idempotency (id, fingerprint, timeline) values (${id}, decode(${hex}, 'hex'), ${timeline}) on conflict do nothing returning id`,
  )
  if (claimed.length > 0) return undefined
  const [row] = await tx.execute<{ fingerprint: string; answer: Kept; writtenMs: number }>(
    sql`select encode(fingerprint, 'hex') as fingerprint, answer, (extract(epoch from created_at) * 1000)::float8 as "writtenMs" from nearside_idempotency where id = ${id}`,
  )
  if (row?.fingerprint !== hex) throw new RolledBack(flightProblem({ kind: 'key-reused' }))
  const { status, headers, body } = row.answer
  const answer = new Response(body === '' ? null : Buffer.from(body, 'base64'), {
    status,
    headers: headers.map(([name, value]) => [name, value]),
  })
  return { answer, writtenMs: row.writtenMs }
}

/** An answer as it stands in its row. */
type Kept = {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

async function keep(tx: Transaction, { id }: Once, answer: Response): Promise<void> {
  const kept: Kept = {
    status: answer.status,
    headers: [...answer.headers],
    body: Buffer.from(await answer.clone().arrayBuffer()).toString('base64'),
  }
  await tx.execute(
    sql`update nearside_idempotency set answer = ${JSON.stringify(kept)}::text::jsonb where id = ${id}`,
  )
}

/** Carries an answer out of the transaction that it rolls back. */
class RolledBack extends Error {
  readonly answer: Response
  constructor(answer: Response) {
    super('rolled back')
    this.answer = answer
  }
}
