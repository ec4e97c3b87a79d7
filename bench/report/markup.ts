/** Text -> markup. What is put into a template is escaped unless it is markup itself. */
import { html as template } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

export type Markup = HtmlEscapedString
export type Part = Markup | string | number | false | undefined | readonly Part[]

export { raw } from 'hono/html'

export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const made = template(strings, ...parts)
  if (made instanceof Promise) throw new TypeError('expected parts of a page, found a promise')
  return made
}

/** Text whose numbers stay in one line with their unit. */
export function prose(text: string): string {
  return text.replace(/(\d) (ms|%)/g, '$1\u00a0$2')
}

/** A number of a drawing: a tenth of a unit is finer than a screen shows. */
export function coordinate(value: number): number {
  return Math.round(value * 10) / 10
}
