/** Text from outside -> what a terminal shows and does not obey. Pure. */

/** Codes that a terminal obeys, that break a line, or that turn the text around. */
const OBEYED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/** @returns the text with such characters written out, as in `\x1b` and `\n`. */
export function printable(text: string): string {
  return text.replaceAll(OBEYED, written)
}

/** @returns the same value with every text in it made printable, the names of fields too. */
export function allPrintable<T>(value: T): T {
  return remade(value) as T
}

/** @returns the JSON with such characters escaped: a reader gets what was said. */
export function printableJson(json: string): string {
  return json.replaceAll(OBEYED, (found) => (found === '\n' ? found : [...utf16(found)].join('')))
}

function remade(value: unknown): unknown {
  if (typeof value === 'string') return printable(value)
  if (Array.isArray(value)) return value.map(remade)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [printable(name), remade(part)]))
}

function written(found: string): string {
  if (found === '\n') return '\\n'
  const code = found.codePointAt(0) ?? 0
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}

function utf16(found: string): readonly string[] {
  return Array.from(
    { length: found.length },
    (_, index) => `\\u${found.charCodeAt(index).toString(16).padStart(4, '0')}`,
  )
}
