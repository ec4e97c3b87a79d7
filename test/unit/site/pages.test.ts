import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const SITE = join(import.meta.dirname, '../../../site')
const read = (file: string) => readFileSync(join(SITE, file), 'utf8')

it.each(['index.html', 'console/index.html', '404.html'])(
  'S13 %s has nothing inline and asks no other host',
  (file) => {
    const html = read(file)
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/)
    expect(html).not.toMatch(/<script(?![^>]*\ssrc="\/)/)
    expect(html).not.toMatch(/(?:src|href)="(?:[a-z]+:)?\/\//)
  },
)

it('S13 the policy allows no other host and nothing inline', () => {
  const policy = /Content-Security-Policy: (.*)/.exec(read('public/_headers'))?.[1] ?? ''
  expect(policy).toMatch(/^default-src 'self';/)
  expect(policy).not.toMatch(/unsafe|https?:|\*|data:/)
})

it('S14 hashed files are kept for good; nothing else is', () => {
  const rules = read('public/_headers')
    .split(/\n(?=\S)/)
    .filter((rule) => /cache-control/i.test(rule))
  expect(rules.map((rule) => rule.trim())).toEqual([
    '/assets/*\n  Cache-Control: public, max-age=31536000, immutable',
  ])
})
