/** One thing that was looked at. */
export type Check = {
  readonly name: string
  readonly ok: boolean
  readonly expected: string
  readonly found: string
}
