/** Comma-separated values, with quotes where a value has a comma -> one record for each row, by the names of the first. Pure. */
export function rowsOf(text: string): readonly Readonly<Record<string, string>>[] {
  const [head, ...rows] = text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map(valuesOf)
  return rows.map((values) =>
    Object.fromEntries((head ?? []).map((name, index) => [name, values[index] ?? ''])),
  )
}

function valuesOf(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
  )
}
