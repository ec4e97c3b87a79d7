import type { Planet } from '../../planet/boot.ts'

/** What the planet's process tells the measuring one. */
export type PlanetMessage =
  | { readonly kind: 'step'; readonly title: string; readonly ms: number }
  | { readonly kind: 'ready'; readonly url: string; readonly regions: Planet['regions'] }
  | { readonly kind: 'failed'; readonly message: string }
