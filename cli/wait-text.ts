/** How far a change has come, in words. Pure. */
import type { Convergence } from './convergence.ts'
import type { Waited } from './wait.ts'

/** @returns `7 of 9 cities after 3.1 s`. */
export function progressText({ holding, total }: Convergence, afterMs: number): string {
  return `${holding} of ${total} ${total === 1 ? 'city' : 'cities'} after ${(afterMs / 1000).toFixed(1)} s`
}

export function waitedText(waited: Waited): string {
  const { outcome, pending, silent, afterMs } = waited
  const progress = progressText(waited, afterMs)
  const missing = pending.map(({ city, epoch }) => `${city} (epoch ${epoch})`).join(', ')
  const where = silent.length > 0 ? 'wherever somebody answers' : 'everywhere'
  return [
    outcome === 'holds' ? `It holds ${where}: ${progress}.` : `${GAVE_UP[outcome]} It holds in ${progress}.`,
    ...(missing ? [`Not yet in: ${missing}.`] : []),
    ...(silent.length > 0 ? [`No answer from: ${silent.join(', ')}.`] : []),
  ].join('\n')
}

const GAVE_UP = {
  'timed-out': 'Gave up waiting; the change stands.',
  interrupted: 'Stopped waiting; the change stands.',
} as const
