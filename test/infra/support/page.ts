/** A page of Markdown: its blocks of code, its short ones, its links and what can be linked to. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export type Block = { readonly language: string; readonly text: string }

export type Page = {
  readonly file: string
  readonly text: string
  readonly blocks: readonly Block[]
  /** `such`, in the order in which they stand. */
  readonly codes: readonly string[]
  /** Where links lead: the file, absolute, and the anchor in it. */
  readonly links: readonly { readonly to: string; readonly file: string; readonly anchor: string }[]
  readonly anchors: ReadonlySet<string>
}

const FENCED = /^( *)```(\w*)\n([\s\S]*?)\n\1```$/gm

export function readPage(file: string): Page {
  const text = readFileSync(file, 'utf8')
  const prose = text.replaceAll(FENCED, '')
  return {
    file,
    text,
    blocks: [...text.matchAll(FENCED)].map(([, indent = '', language = '', content = '']) => ({
      language,
      text: content.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    })),
    codes: [...prose.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replaceAll(/\s+/g, ' ')),
    links: [...prose.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, to = '']) => to)
      .filter((to) => !/^[a-z]+:/.test(to))
      .map((to) => {
        const [path = '', anchor = ''] = to.split('#')
        return { to, file: path === '' ? file : join(dirname(file), path), anchor }
      }),
    anchors: new Set([
      ...[...prose.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => slug(title)),
      ...[...prose.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id),
    ]),
  }
}

/** As GitHub makes it. */
function slug(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}
