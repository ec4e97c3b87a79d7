/** @returns the error of a flag that is no whole number from `least` to `most`, named with what was found; none of one that is. */
export function outOf(flag: string, text: string, least: number, most: number): readonly string[] {
  const value = Number(text)
  if (text !== '' && Number.isInteger(value) && value >= least && value <= most) return []
  return [`${flag}: expected a whole number from ${least} to ${most}, found "${text}"`]
}
