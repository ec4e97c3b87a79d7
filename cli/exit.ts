import { CommanderError } from 'commander'

export const EXIT_CODES = '0 done · 1 refused or failed · 2 wrong use · 3 nobody answers at the URL'

/** A failure that is told in a sentence. */
export class CliFailure extends Error {
  override name = 'CliFailure' as const
  readonly exitCode: 1 | 2 | 3

  constructor(message: string, exitCode: 1 | 2 | 3 = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof CliFailure) return error.exitCode
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  return 1
}
