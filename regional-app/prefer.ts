/** The preference `max-staleness` of a request: https://www.rfc-editor.org/rfc/rfc7240 Pure. */

/** @returns how old the data may be at the most, in seconds; undefined where the header asks for nothing that can be read. */
export function maxStalenessOf(prefer: string | null): number | undefined {
  if (prefer === null) return undefined
  for (const preference of prefer.split(',')) {
    const [, quoted, plain] = MAX_STALENESS.exec(preference) ?? []
    const value = quoted ?? plain
    // Of several the first one counts.
    if (value !== undefined) return Number(value)
  }
  return undefined
}

/** @returns the value of `Preference-Applied`. */
export function formatMaxStaleness(seconds: number): string {
  return `max-staleness=${seconds}`
}

const NUMBER = String.raw`\d{1,9}(?:\.\d{1,3})?`
const MAX_STALENESS = new RegExp(
  String.raw`^\s*max-staleness\s*=\s*(?:"(${NUMBER})"|(${NUMBER}))\s*(?:;.*)?$`,
  'i',
)
