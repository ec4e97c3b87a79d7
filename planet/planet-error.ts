/** A failure that the user can understand and mend: shown as plain sentences, without a stack. */
export class PlanetError extends Error {
  override name = 'PlanetError' as const

  /** @param hint what to do about it. */
  constructor(message: string, hint?: string, options?: ErrorOptions) {
    super(hint ? `${message}\n${hint}` : message, options)
  }
}
