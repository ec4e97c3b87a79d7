/** How the command ends: its exit codes, and failures as a sentence or as JSON. */
import { CommanderError } from 'commander'
import { printableJson } from './printable.ts'

export const EXIT_CODES = `  0  done
  1  refused or failed
  2  wrong use
  3  nobody answers at the URL, or something that is no gateway
  4  --wait gave up before it was known to hold everywhere; the change stands`

export type FailureCode = 1 | 2 | 3 | 4

/** A failure that is told in a sentence. */
export class CliFailure extends Error {
  override name = 'CliFailure' as const
  readonly exitCode: FailureCode
  /** What `--json` tells beside the sentence. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(message: string, exitCode: FailureCode = 1, details: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.exitCode = exitCode
    this.details = details
  }
}

/** What went wrong has been told already; only the exit code is left to say. */
export class Told extends Error {
  override name = 'Told' as const
  readonly exitCode: FailureCode

  constructor(exitCode: FailureCode) {
    super(`exit code ${exitCode}`)
    this.exitCode = exitCode
  }
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof Told) return error.exitCode
  if (error instanceof CliFailure) return error.exitCode
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  return 1
}

/** @returns the failure as `--json` tells it: `{error, exitCode, …}`. */
export function failureJson(message: string, exitCode: number, details = {}): string {
  return printableJson(JSON.stringify({ error: message, exitCode, ...details }))
}
