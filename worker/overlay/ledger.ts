/**
 * The one place where the overlay is changed: a Durable Object, so that two operators can't both change the same revision.
 * Requests of clients never come here; gateways read what it puts into KV.
 */
import { DurableObject } from 'cloudflare:workers'
import type { ChangeAnswer, Finding, HistoryEntry } from '../../protocol/operators/changes.ts'
import type { Overlay } from '../../protocol/operators/overlay.ts'
import { type Book, openBook } from './book.ts'
import { nextEndMs, withoutEnded } from './changes.ts'
import { type Decision, decide, type Order } from './decide.ts'
import { reconcile } from './reconcile.ts'
import { createSpread, type OverlayStore, type Sent, type Spread } from './spread.ts'

export type LedgerAnswer =
  | Exclude<Decision, { kind: 'decided' }>
  | {
      readonly kind: 'done'
      readonly overlay: Overlay
      readonly change: ChangeAnswer['change']
      readonly changed: boolean
      readonly findings: readonly Finding[]
      /** Whether the gateways can read it already; if not, it is sent again until they can. */
      readonly spread: boolean
    }

/** There is one, of this name. */
export const LEDGER_NAME = 'ledger'
const SENT = 'sent'
const NOT_SENT: Sent = { revision: 0, failures: 0 }
/** With the read after a start it stays below what a gateway waits for the ledger. */
const SPREAD_WAIT_MS = 6000

export class Ledger extends DurableObject<{ readonly OVERLAY: OverlayStore }> {
  readonly #book: Book
  readonly #spread: Spread

  constructor(context: DurableObjectState, env: { readonly OVERLAY: OverlayStore }) {
    super(context, env)
    const { kv } = context.storage
    this.#book = openBook(context.storage)
    const source = {
      current: this.#book.current,
      learn: (stored: Overlay) => this.#learn(stored),
      due: () => this.#schedule(),
    }
    this.#spread = createSpread(env.OVERLAY, source, {
      read: () => kv.get<Sent>(SENT) ?? NOT_SENT,
      write: (sent) => kv.put(SENT, sent),
    })
  }

  async current(): Promise<Overlay> {
    await this.#spread.ready()
    return this.#book.current()
  }

  /** Newest first; fewer where they are long. */
  async history(limit: number): Promise<readonly HistoryEntry[]> {
    await this.#spread.ready()
    return this.#book.newest(limit)
  }

  async change(order: Order): Promise<LedgerAnswer> {
    await this.#spread.ready()
    // Nothing is awaited between what is read and what is written: no other change comes between.
    const decision = decide(this.#book.current(), this.#book.operatorsChanges(), order, Date.now())
    if (decision.kind !== 'decided') return decision
    const { overlay, change, changed, findings, entry } = decision
    if (!entry)
      return { kind: 'done', overlay, change, changed, findings, spread: await this.#spread.isThere() }
    this.#write(entry)
    const spread = await this.#spread.reaches(overlay.revision, SPREAD_WAIT_MS)
    return { kind: 'done', overlay, change, changed, findings, spread }
  }

  override async alarm(): Promise<void> {
    try {
      this.#expire(Date.now())
      await this.#spread.tend()
    } finally {
      this.#schedule()
    }
  }

  #learn(stored: Overlay): void {
    const entry = reconcile(this.#book.current(), stored, Date.now())
    if (entry) this.#write(entry)
  }

  #expire(atMs: number): void {
    const current = this.#book.current()
    const { overlay, ended: what } = withoutEnded(current, atMs)
    if (what.length === 0) return
    const revision = current.revision + 1
    const change = { action: 'expire', what } as const
    const entry = { revision, atMs, by: 'nearside', why: 'its end has come', change, forced: [] }
    this.#write({ ...entry, overlay: { ...overlay, revision } })
  }

  /** The alarm stands before the overlay is sent: it is sent in the end, whatever happens here meanwhile. */
  #write(entry: HistoryEntry): void {
    this.#book.append(entry)
    this.#schedule()
  }

  #schedule(): void {
    const atMs = Math.min(nextEndMs(this.#book.current()), this.#spread.nextAtMs())
    const { storage } = this.ctx
    this.ctx.waitUntil(Number.isFinite(atMs) ? storage.setAlarm(atMs) : storage.deleteAlarm())
  }
}
