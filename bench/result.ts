/** What a bench leaves behind: ratios with their spread, and every raw value. */
export type Ratio = {
  readonly name: string
  readonly median: number
  readonly quartiles: readonly [number, number]
  readonly samples: readonly number[]
}
export type BenchResult = {
  readonly bench: string
  readonly ranAt: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly ratios: readonly Ratio[]
  readonly raw: unknown
}
