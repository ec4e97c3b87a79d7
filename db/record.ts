/**
 * Rows in Postgres' text form of a record, `(1,"a ""b""",,t)`: each column as its type writes it, which is just what
 * goes over the wire. https://www.postgresql.org/docs/18/rowtypes.html#ROWTYPES-IO-SYNTAX Pure.
 */

/** @returns the columns in order; null where a column is NULL. */
export function parseRecord(text: string): (string | null)[] {
  const columns: (string | null)[] = []
  let at = 1
  for (;;) {
    COLUMN.lastIndex = at
    const [whole = '', quoted, plain] = COLUMN.exec(text) ?? []
    columns.push(quoted === undefined ? plain || null : unquote(quoted))
    at += whole.length
    if (text[at] !== ',') break
    at += 1
  }
  if (text[0] !== '(' || text[at] !== ')' || at !== text.length - 1)
    throw new Error(`not the text of a record: ${text.slice(0, 80)}`)
  return columns
}

/** Quotes and backslashes stand doubled. */
function unquote(quoted: string): string {
  return quoted.replaceAll(/(["\\])\1/g, '$1')
}

const COLUMN = /"((?:[^"\\]|""|\\\\)*)"|([^",()\\]*)/y
