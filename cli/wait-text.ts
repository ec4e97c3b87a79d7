/** How far a change has come, in words. Pure. */
import type { Convergence } from './convergence.ts'
import type { Waited } from './wait.ts'

/** @returns `7 of 9 cities after 3.1 s`. */
export function progressText({ holding, total }: Convergence, afterMs: number): string {
  return `${holding} of ${total} ${total === 1 ? 'city' : 'cities'} after ${(afterMs / 1000).toFixed(1)} s`
}

export function waitedText(waited: Waited): string {
  const { outcome, pending, unknown, afterMs } = waited
  const missing = pending.map(({ city, epoch }) => `${city} (epoch ${epoch})`).join(', ')
  const notKnown = unknown.map(({ name, why }) => `${name} (${why})`).join('; ')
  return [
    `${HEADS[outcome]}${progressText(waited, afterMs)}.`,
    ...(missing ? [`Not yet in: ${missing}.`] : []),
    ...(notKnown ? [`Not known: ${notKnown}.`] : []),
    ...(outcome === 'not-known' ? ['--at <url> names ways in to other cities.'] : []),
  ].join('\n')
}

const HEADS = {
  holds: 'It holds everywhere: ',
  'holds-where-asked': 'It holds wherever it was asked: ',
  'not-known': 'It holds here; other cities are not known: ',
  'timed-out': 'Gave up waiting; the change stands. It holds in ',
  interrupted: 'Stopped waiting; the change stands. It holds in ',
} as const
