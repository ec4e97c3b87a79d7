/** The few SVG shapes of a bar chart, as text. Pure. */

/** Each is a class of the picture's style. */
export type Tone =
  | 'nearside'
  | 'baseline'
  | 'whisker'
  | 'floor'
  | 'grid'
  | 'axis'
  | 'title'
  | 'heading'
  | 'name'
  | 'value'
  | 'muted'
  | 'tick'

type Attributes = Readonly<Record<string, string | number>>

export function bar(at: { x: number; y: number; width: number; height: number; tone: Tone }): string {
  const { tone, ...box } = at
  return tag('rect', { class: tone, ...box, rx: 2 })
}

export function line(at: { x1: number; y1: number; x2: number; y2: number; tone: Tone }): string {
  const { tone, ...ends } = at
  return tag('line', { class: tone, ...ends })
}

export function label(at: {
  x: number
  y: number
  text: string
  tone: Tone
  anchor?: 'start' | 'middle' | 'end'
}): string {
  const { x, y, text, tone, anchor } = at
  return tag('text', { class: tone, x, y, ...(anchor ? { 'text-anchor': anchor } : {}) }, text)
}

export function group(children: readonly string[]): string {
  return `<g>\n${children.join('\n')}\n</g>`
}

/** @param raw for content that is no text of a reader's, such as a style sheet. */
export function tag(name: string, attributes: Attributes, content?: string, { raw = false } = {}): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(format(value))}"`)
  const open = `<${name}${written.join('')}`
  if (content === undefined) return `${open}/>`
  return `${open}>${raw ? content : escaped(content)}</${name}>`
}

function format(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 10) / 10) : value
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
