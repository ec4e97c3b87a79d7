/** Rounds -> figures, one sample a round. Pure. */
import type { Figure } from '../figure.ts'
import type { LossRound } from './round.ts'

export function lossFigures(rounds: readonly LossRound[]): readonly Figure[] {
  const figure = (what: string, of: (round: LossRound) => number): Figure => ({
    name: `region killed under load: ${what}`,
    samples: rounds.map(of),
  })
  return [
    figure('failed reads', ({ failedReads }) => failedReads),
    figure('lost writes', ({ lost }) => lost),
    figure('doubled writes', ({ doubled }) => doubled),
    figure('ms of the slowest read', ({ slowestReadMs }) => slowestReadMs),
    figure('writes that a client had to repeat', ({ repeated }) => repeated),
  ]
}
