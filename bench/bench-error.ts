/** A failure that the user can understand and mend: shown as plain sentences, without a stack. */
export class BenchError extends Error {
  override name = 'BenchError' as const

  /** @param hint what to do about it. */
  constructor(message: string, hint?: string) {
    super(hint ? `${message}\n${hint}` : message)
  }
}
