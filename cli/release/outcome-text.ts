/** What an action has done, or would do, in words. Pure. */
import { printable } from '../printable.ts'
import { pc } from '../terminal.ts'
import type { Step } from './next.ts'
import type { Outcome } from './run-action.ts'

/** @param diff has lines, and comes as it stands in the files. */
export function outcomeText(outcome: Outcome, diff: string): string {
  return [
    ...headline(outcome),
    ...outcome.notes.map((note) => pc.yellow(note)),
    ...diffLines(diff),
    ...nextLines(outcome.next),
  ].join('\n')
}

function headline({ subject, commit, branch, dryRun, pushed }: Outcome): readonly string[] {
  if (subject === null) return ['Nothing to do: it is as asked for already.']
  if (dryRun) return [`Nothing was changed: a dry run. It would be: ${subject}.`]
  const where = `commit ${commit?.slice(0, 8)} on ${branch}${pushed ? ', pushed' : ''}`
  return [`${pc.bold(subject)} (${where})`]
}

function diffLines(diff: string): readonly string[] {
  if (diff === '') return []
  return diff
    .split('\n')
    .map(printable)
    .map((line) => {
      if (/^(?:---|\+\+\+) /.test(line)) return pc.bold(line)
      return line.startsWith('+') ? pc.green(line) : line.startsWith('-') ? pc.red(line) : line
    })
}

function nextLines(steps: readonly Step[]): readonly string[] {
  if (steps.length === 0) return []
  const lines = steps.flatMap(({ what, command }) => [
    `  ${what}${command ? ':' : '.'}`,
    ...(command ? [`    ${pc.cyan(command)}`] : []),
  ])
  return ['What happens next:', ...lines]
}
