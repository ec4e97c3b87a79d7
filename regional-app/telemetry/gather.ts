import type { DestinationStream } from 'pino'

/** Where lines of the log go: pino's own destination, as far as it is used. */
export type Lines = DestinationStream & { flushSync(): void }

type GatherOptions = {
  /** The lines together. */
  readonly mostChars: number
  /** None waits for longer. */
  readonly everyMs: number
}

/**
 * Hands lines on in large pieces. The destination can gather, too, but counts the bytes of all that it has gathered with every line:
 * a third of what a line cost.
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
    flushSync() {
      handOn()
      destination.flushSync()
    },
  }
}
