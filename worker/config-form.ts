/** Pieces of a schema whose messages say what is expected, in words. Pure. */
import * as v from 'valibot'

export function text(form: RegExp, expected: string) {
  return v.pipe(v.string(expected), v.regex(form, expected))
}

export function choice<const T extends readonly string[]>(words: T) {
  return v.picklist(words, `one of ${words.map((word) => `"${word}"`).join(', ')}`)
}

/** @param unit as in ` bytes`. */
export function integer(least: number, most: number, unit = '') {
  const expected = `a whole number${unit && ` of${unit}`} from ${least} to ${most}`
  return v.pipe(between(least, most, unit, expected), v.integer(expected))
}

/** @param unit as in ` degrees`. */
export function between(
  least: number,
  most: number,
  unit = '',
  expected = `a number${unit && ` of${unit}`} from ${least} to ${most}`,
) {
  return v.pipe(v.number(expected), v.minValue(least, expected), v.maxValue(most, expected))
}

export function some<T extends v.GenericSchema>(item: T) {
  return v.pipe(v.array(item, 'a list'), v.minLength(1, 'a list with at least one entry'))
}

/** An object with these keys alone; every other one that it has is named. */
export function table<const E extends v.ObjectEntries>(entries: E) {
  const known = Object.keys(entries)
  const schema = v.pipe(
    v.looseObject(entries, ({ expected }) => missing(entries, expected)),
    v.rawCheck(({ dataset, addIssue }) => {
      const input: unknown = dataset.value
      if (typeof input !== 'object' || input === null) return
      for (const [key, value] of Object.entries(input)) {
        if (known.includes(key)) continue
        const path = [{ type: 'object', origin: 'key', input: { ...input }, key, value }] as const
        addIssue({ message: unknownKey(key, known), path: [...path] })
      }
    }),
  )
  // A strict object's own check stops at the first key that it does not know.
  type Strict = v.StrictObjectSchema<E, undefined>
  return schema as unknown as v.GenericSchema<v.InferInput<Strict>, v.InferOutput<Strict>>
}

/** @param expected valibot's: the missing key in quotes, or `Object` where it is none at all. */
function missing(entries: v.ObjectEntries, expected: string | null): string {
  const entry: unknown = entries[expected?.slice(1, -1) ?? '']
  if (typeof entry !== 'object' || entry === null || !('message' in entry)) return 'a table'
  return typeof entry.message === 'string' ? entry.message : 'a table'
}

function unknownKey(key: string, known: readonly string[]): string {
  const [nearest] = known
    .map((name) => ({ name, edits: editDistance(key.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= Math.max(1, Math.floor(name.length / 3)))
    .toSorted((a, b) => a.edits - b.edits)
  if (nearest) return `no such key; did you mean "${nearest.name}"?`
  return `no such key; known are ${known.join(', ')}`
}

/** Levenshtein's: single letters put in, taken out or replaced. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + Number(letter !== other)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
