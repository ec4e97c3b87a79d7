/** What a check is, and how one ends. */
import type { Ran } from './run-tool.ts'
import type { ToolName } from './tools.ts'

export type Outcome =
  | { readonly state: 'passed'; readonly what: string }
  | { readonly state: 'failed'; readonly why: string }
  /** A tool is missing that {@link Check.needs}. */
  | { readonly state: 'not-run'; readonly why: string }
  /** What can't be installed beforehand can't be reached from here. */
  | { readonly state: 'no-network'; readonly why: string }

export type Check = {
  readonly title: string
  readonly needs: readonly (ToolName | 'schemas')[]
  run(): Promise<Outcome>
}

/** @param what was looked at, for the one line of a check that passed. */
export function outcomeOf(ran: readonly Ran[], what: string): Outcome {
  const failed = ran.filter(({ ok }) => !ok)
  return failed.length === 0
    ? { state: 'passed', what }
    : { state: 'failed', why: failed.map(({ all }) => all).join('\n') }
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
