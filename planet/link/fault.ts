/**
 * What can be wrong with a link.
 * - `cut`: connections are reset, new ones too, at once.
 * - `slow`: `extraMs` milliseconds are added to the round trip.
 * - `blackhole`: connections stay open and new ones are accepted, but nothing arrives. A connection that lost
 *   anything is reset when the fault ends, so that none ever goes on with a gap.
 */
export type LinkFault =
  | { readonly kind: 'cut' }
  | { readonly kind: 'slow'; readonly extraMs: number }
  | { readonly kind: 'blackhole' }
