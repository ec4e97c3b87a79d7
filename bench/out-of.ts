/** @returns the error of a flag that is no whole number from `least` to `most`, named with what was found; none of one that is. */
export function outOf(flag: string, text: string, least: number, most: number): readonly string[] {
  const isGood = text !== '' && isWhole(Number(text), least, most)
  return expected(flag, text, isGood, `a whole number from ${least} to ${most}`)
}

/** @returns the error of a flag that should be something else, likewise. */
export function expected(flag: string, text: string, isGood: boolean, what: string): readonly string[] {
  return isGood ? [] : [`${flag}: expected ${what}, found "${text}"`]
}

export function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}
