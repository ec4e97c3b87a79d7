/** New values into a file under `releases/`: only their own characters change, never a comment or a line's form. Pure. */
import { isScalar, parseDocument, Scalar } from 'yaml'

export type Edit = { readonly path: readonly string[]; readonly value: string | number }

/** @param text of a file that `parseRelease` takes. @throws where a value is not there, or is not what was written. */
export function editText(text: string, edits: readonly Edit[]): string {
  const document = parseDocument(text)
  const splices = edits.map(({ path, value }) => {
    const node = document.getIn(path, true)
    if (!isScalar(node) || !node.range) throw new Error(`${path.join('.')}: no value to replace`)
    const [start, end] = node.range
    return { start, end, written: written(value, node) }
  })
  const edited = splices
    .toSorted((a, b) => b.start - a.start)
    .reduce((rest, { start, end, written }) => rest.slice(0, start) + written + rest.slice(end), text)
  const again = parseDocument(edited)
  for (const { path, value } of edits) {
    if (again.getIn(path) !== value) throw new Error(`${path.join('.')}: ${value} does not read back`)
  }
  return edited
}

/** In quotes where it stood in quotes, or where a reader of YAML might take it for something else than a text. */
function written(value: string | number, { type, value: before }: Scalar): string {
  if (typeof value === 'number') return String(value)
  const wasQuoted = (type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE) && before !== ''
  return !wasQuoted && PLAIN.test(value) ? value : JSON.stringify(value)
}

/** `1.5` would be a number and `on` a truth; a version of three parts, a digest and a colour are texts to all. */
const PLAIN = /^(?:\d+\.\d+\.\d+(?:-[a-z][\w.-]*)?|sha256:[0-9a-f]{64}|blue|green)$/
