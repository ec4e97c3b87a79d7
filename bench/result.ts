/** What a bench leaves behind: ratios with their spread, and every raw value. */
export type Ratio = {
  readonly name: string
  readonly median: number
  /** By nearest rank; of fewer than five samples spread.ts tells the least and the most instead. */
  readonly quartiles: readonly [number, number]
  readonly samples: readonly number[]
}
export type BenchResult = {
  readonly bench: string
  readonly ranAt: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly ratios: readonly Ratio[]
  readonly raw: unknown
  /** Why its figures say too little: not every request was answered. Such a run meets no budget. */
  readonly failure?: string
}
