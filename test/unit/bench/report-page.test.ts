import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { placeLabels } from '../../../bench/report/charts/labels.ts'
import { pageOf } from '../../../bench/report/page.ts'
import { viewOf } from '../../../bench/report/view/view.ts'
import { writeReport } from '../../../bench/report/write.ts'
import { kept, keptJson, readRow } from './report-fixture.ts'

const MAIN = join(import.meta.dirname, '../../../bench/main.ts')
const VOID = new Set(['meta', 'link', 'br'])

describe('the command', () => {
  let dir: string
  let page: string
  let stdout: string

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'nearside-report-'))
    const [from, out] = [join(dir, 'kept.json'), join(dir, 'made/page.html')]
    writeFileSync(from, keptJson())
    stdout = (await promisify(execFile)(process.execPath, [MAIN, 'report', '--from', from, '--out', out]))
      .stdout
    page = readFileSync(out, 'utf8')
  })
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  it('B51 it writes one page with every city, every part and all numbers, and tells where', () => {
    expect(stdout).toContain('A read from Mumbai takes 16 ms instead of 228 ms')
    expect(stdout).toContain('page.html')
    expect(page.match(/<h1[ >]/g)).toHaveLength(1)
    for (const text of ['Ashburn', 'Mumbai', 'London', 'missed', '2,568', 'Not in any run', 'kept.json']) {
      expect(page).toContain(text)
    }
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/)
    expect(page).not.toContain(dir)
  })

  it('B52 the page loads nothing, runs nothing, and its own policy allows no more', () => {
    expect(page).not.toMatch(
      /<(script|iframe|img|object|embed|audio|video)\b|\son\w+=|\sstyle=|@import|url\(/i,
    )
    const loaded = [...page.matchAll(/\s(?:src|href|srcset|action)="([^"]*)"/g)].map((match) => match[1])
    expect(loaded.filter((address) => !/^(#|data:,$)/.test(address ?? ''))).toEqual([])
    expect(page).toMatch(
      /Content-Security-Policy" content="default-src &#39;none&#39;|Content-Security-Policy" content="default-src 'none'/,
    )
  })

  it('B53 its tags are closed in order, its ids are unique, and every label that is named is there', () => {
    expect(unclosed(page)).toEqual([])
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1])
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
    const named = [...page.matchAll(/\s(?:aria-labelledby="|href="#)([^"]+)"/g)].flatMap((match) =>
      match[1]?.split(' '),
    )
    expect(named.filter((id) => !ids.includes(id))).toEqual([])
    const pictures = [...page.matchAll(/<svg [^>]*>/g)].map(([tag]) => tag)
    expect(pictures.filter((tag) => !/role="img"|aria-hidden="true"/.test(tag))).toEqual([])
  })

  it('B54 where there is no result to report, the message says what measures one', async () => {
    const write = (from: string | undefined) =>
      writeReport({ run: undefined, from, out: undefined }, dir, new AbortController().signal)
    await expect(write(undefined)).rejects.toThrow(/found none\.\n.*report --run/)
    await expect(write(join(dir, 'nope.json'))).rejects.toThrow(/nope\.json: .*\n.*report --run/)
    writeFileSync(join(dir, '2026-01-01T000000-cities.json'), '[]')
    await expect(write(undefined)).rejects.toThrow(/2026-01-01T000000-cities\.json: date: is missing/)
  })
})

it('B52 nothing that comes from a result is markup on the page', () => {
  const evil = '"><script>alert(1)</script>'
  const page = pageOf(
    viewOf(
      kept({
        target: { kind: 'deployment', url: `https://shop.example/${evil}` },
        rows: [{ ...readRow(evil, undefined, 20, [evil]), nearside: { failures: [evil] } }],
        commit: evil,
        budgets: [{ budget: evil, limit: evil, found: evil, met: true }],
      }),
      evil,
    ),
    'body{}',
  )
  expect(page).not.toContain('<script')
  expect(page.split('&lt;script&gt;').length).toBeGreaterThan(8)
  expect(unclosed(page)).toEqual([])
})

it('B53 labels of places that are close to each other stand on different sides', () => {
  const size = { width: 60, height: 30 }
  const frame = { x: 0, y: 0, width: 600, height: 260 }
  const [upper, lower] = placeLabels(
    [
      { x: 300, y: 100 },
      { x: 300, y: 125 },
    ],
    [size, size],
    frame,
  )
  expect([upper?.anchor, lower?.anchor]).toEqual(['start', 'end'])
  const [edge] = placeLabels([{ x: 590, y: 100 }], [size], frame)
  expect(edge?.anchor).toBe('end')
})

/** @returns what is opened and not closed, or closed and not opened. */
function unclosed(page: string): readonly string[] {
  const text = page.replace(/<style>[\s\S]*?<\/style>/, '').replace('<!doctype html>', '')
  const open: string[] = []
  for (const [, slash, name = '', rest = ''] of text.matchAll(
    /<(\/?)([a-z][a-z0-9]*)((?:\s[^<>"]*(?:"[^"]*"[^<>"]*)*)?)>/gi,
  )) {
    if (slash === '/') {
      const last = open.pop()
      if (last !== name) return [`</${name}> after <${last}>`]
    } else if (!rest.endsWith('/') && !VOID.has(name)) open.push(name)
  }
  return open
}
