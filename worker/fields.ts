/** Header fields in a map of this program's own, read once: each question to the platform's `Headers` costs about as much as reading them all. */

/** What can be asked for a field: {@link Fields} and the platform's `Headers` alike. */
export type FieldReader = { get(name: string): string | null | undefined; has(name: string): boolean }

/** By lower-case name. Where a name came more than once its values are joined with commas; of `Set-Cookie` only one is here. */
export type Fields = ReadonlyMap<string, string>

export function fieldsOf(headers: Headers): Map<string, string> {
  const fields = new Map<string, string>()
  // Its iterator would make an array of each field, a call of the platform's each.
  headers.forEach((value, name) => {
    fields.set(name, value)
  })
  return fields
}

/**
 * Makes of a copy of one message's headers those of another. What stays as it is is not touched, and keeps its lines.
 * @param headers changed: a copy of those that `from` was read from.
 */
export function turnInto(headers: Headers, from: Fields, to: Fields): void {
  for (const name of from.keys()) if (!to.has(name)) headers.delete(name)
  for (const [name, value] of to) if (from.get(name) !== value) headers.set(name, value)
}
