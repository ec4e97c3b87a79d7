/** The kinds of request that are measured, in the order of one round. Pure. */

export type KindId = 'static' | 'read' | 'order' | 'note' | 'cancel'
export type Variant = 'nearside' | 'baseline'

export type Kind = {
  readonly id: KindId
  readonly label: string
  /** What is sent. */
  readonly request: string
  readonly writes: boolean
  readonly statements?: number
}

/** An order is placed, then changed, then cancelled, so that a run gives back all the stock it takes. */
export const KINDS: readonly Kind[] = [
  { id: 'static', label: 'static', request: 'GET /', writes: false },
  { id: 'read', label: 'read', request: 'GET /api/products/:id', writes: false },
  { id: 'order', label: 'write, 2 statements', request: 'POST /api/orders', writes: true, statements: 2 },
  { id: 'note', label: 'write, 1 statement', request: 'PATCH /api/orders/:id', writes: true, statements: 1 },
  { id: 'cancel', label: 'write, interactive', request: 'POST /api/orders/:id/cancel', writes: true },
]

export type Step = { readonly round: number; readonly kind: KindId; readonly variant: Variant }

/**
 * @returns what one city sends, one after the other. Both variants of a kind stand beside each other, and the one
 * that goes first changes from round to round, so that a drift of the machine hits both alike.
 */
export function schedule(
  rounds: number,
  kinds: readonly KindId[],
  variants: readonly Variant[],
): readonly Step[] {
  return Array.from({ length: rounds }, (_, round) => {
    const order = round % 2 === 0 ? variants : variants.toReversed()
    return kinds.flatMap((kind) => order.map((variant) => ({ round, kind, variant })))
  }).flat()
}
