/** Rounds of two starts each -> figures, in seconds. Pure. */
import type { Figure } from '../figure.ts'

export type BootRound = { readonly first: number; readonly again: number }

export function bootFigures(rounds: readonly BootRound[]): readonly Figure[] {
  return [
    {
      name: 'npm start, the first after install: seconds to ready',
      samples: rounds.map(({ first }) => first),
    },
    { name: 'npm start, again: seconds to ready', samples: rounds.map(({ again }) => again) },
  ]
}
