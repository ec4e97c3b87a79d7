/** What became of a change, in words. Pure. */
import type { ChangeAnswer } from '../protocol/operators/changes.ts'
import { changeText, findingText } from './overlay-text.ts'

type Asked = { readonly force?: boolean; readonly wait?: boolean; readonly why?: string }

export function changeAnswerText(answer: ChangeAnswer, asked: Asked): string {
  return (answer.dryRun ? dryRunLines(answer, asked) : doneLines(answer, asked)).join('\n')
}

function doneLines(answer: ChangeAnswer, { wait, why }: Asked): readonly string[] {
  const { change, changed, epoch, overlay, findings, spread } = answer
  const done = changed
    ? `Done: ${changeText(change)}${why ? `: ${why}` : ''}.`
    : `Nothing to do: it is as asked for already (${changeText(change)}).`
  return [
    done,
    `Epoch ${epoch}, revision ${overlay.revision}.`,
    ...findings.map(({ rule, message }) => `  forced against ${rule}: ${message}`),
    ...(spread
      ? []
      : ['The gateways can’t read it yet: the store does not take it. It is sent again until it does.']),
    ...(changed && !wait
      ? ['The gateways read it within seconds to a minute; --wait tells when all have.']
      : []),
  ]
}

function dryRunLines({ change, changed, findings }: ChangeAnswer, { force }: Asked): readonly string[] {
  const isRefused = findings.some(({ forceable }) => !forceable || !force)
  const verdict = isRefused ? 'It would be refused' : changed ? 'It would be done' : 'It would change nothing'
  return [
    `Nothing was changed: a dry run. ${verdict}: ${changeText(change)}.`,
    ...findings.map((finding) =>
      force && finding.forceable
        ? `  forced against ${finding.rule}: ${finding.message}`
        : findingText(finding),
    ),
  ]
}
