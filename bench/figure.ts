import { ratioOf } from './ratio.ts'
import type { Ratio } from './result.ts'

/** What a run asked for by name, with what it got: no samples where nothing was answered. */
export type Figure = { readonly name: string; readonly samples: readonly number[] }

/** Figures -> ratios of those that have samples. Pure. */
export function ratiosOf(figures: readonly Figure[]): readonly Ratio[] {
  return figures
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, samples }) => ratioOf(name, samples))
}
