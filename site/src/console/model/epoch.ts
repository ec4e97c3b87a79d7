/** Which of two epochs is the newer one: `2b13f0cb.7` before `2b13f0cb.8` before `2b13f0cb.8-1`. Pure. */

export type Epoch = {
  readonly config: string
  /** Of the overlay; 0 where nothing was ever changed. */
  readonly revision: number
  /** How many of the overlay's entries have ended by the clock. */
  readonly ended: number
}

export function parseEpoch(text: string): Epoch {
  const [, config = text, revision, ended] = /^(.*?)(?:\.(\d+)(?:-(\d+))?)?$/.exec(text) ?? []
  return { config, revision: Number(revision ?? 0), ended: Number(ended ?? 0) }
}

/** @returns negative where `a` is older, 0 where neither is. Of two configs the text doesn't tell. */
export function compareEpochs(a: string, b: string): number {
  const [left, right] = [parseEpoch(a), parseEpoch(b)]
  return left.revision - right.revision || (left.config === right.config ? left.ended - right.ended : 0)
}
