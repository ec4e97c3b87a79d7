import type { DestinationStream } from 'pino'

/** Where lines of the log go. */
export type Lines = DestinationStream & {
  /** @param mostMs how long it may take; as long as it has to, unless told otherwise. */
  flushSync(mostMs?: number): void
}

type GatherOptions = {
  /** The lines together. */
  readonly mostChars: number
  /** None waits for longer. */
  readonly everyMs: number
}

/**
 * Hands lines on in large pieces: a write for each of them would cost more than the line.
 */
export function gather(destination: Lines, { mostChars, everyMs }: GatherOptions): Lines {
  let gathered = ''
  const handOn = () => {
    if (gathered === '') return
    const piece = gathered
    gathered = ''
    destination.write(piece)
  }
  setInterval(handOn, everyMs).unref()
  return {
    write(line) {
      gathered += line
      if (gathered.length >= mostChars) handOn()
    },
    flushSync(mostMs) {
      handOn()
      destination.flushSync(mostMs)
    },
  }
}
