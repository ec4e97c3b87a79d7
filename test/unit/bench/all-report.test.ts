import { expect, it } from 'vitest'
import type { AllReport } from '../../../bench/all/all-report.ts'
import { documentOf, picturesIn } from '../../../bench/all/document.ts'
import { pageOf } from '../../../bench/all/page.ts'
import { cautionsOf, verdictOf } from '../../../bench/all/words.ts'
import type { Budget } from '../../../bench/budgets.ts'
import { holdBudgets } from '../../../bench/check/held.ts'
import { ratioOf } from '../../../bench/ratio.ts'

const BUDGET: Budget = {
  ...{ bench: 'region', name: 'read over bare', against: 'bare Hono', best: 1, of: 'median', op: '>=' },
  ...{ limit: 0.9, reason: 'a tenth', changes: [] },
}
const evil = '<b>"&'
const ratios = [ratioOf('read over bare', [0.91, 0.95, 0.93]), ratioOf(`${evil} over bare`, [2])]

function reportOf(changes: Partial<AllReport> = {}): AllReport {
  const ranAt = '2026-11-29T10:00:00.000Z'
  const kept = { bench: 'region', file: 'a-region.json', ranAt, commit: 'abc', settings: {}, ratios }
  const bench = {
    title: 'T',
    question: 'Q?',
    against: 'A',
    seconds: 61,
    busy: 0.9,
    othersBusy: 0.02,
    settings: {},
  }
  return {
    ...{ kind: 'all', ranAt, seconds: 600, commit: '0123456789abcdef' },
    machine: { cpu: 'Test', cores: 2, memoryGb: 8, system: 'linux', node: 'v26' },
    budgets: holdBudgets([BUDGET, { ...BUDGET, bench: 'flight' }], [kept], 1),
    benches: [
      { ...bench, id: 'region', ratios, files: ['a-region.json', 'a-region.svg'] },
      { ...bench, id: 'world', ratios: [], files: [], failure: `boom ${evil}` },
    ],
    ...changes,
  }
}

const svg = '<svg xmlns="http://www.w3.org/2000/svg"><title>A picture</title></svg>'
const FILES = new Map([
  ['region', { pictures: [{ file: 'a-region.svg', title: 'A picture', svg }], links: ['a-region.json'] }],
])

it('B158 one page has the budgets first, every ratio with its spread, pictures, files, settings and what failed', () => {
  const page = pageOf(reportOf(), FILES, 'body{}')
  for (const part of [
    '1 of 2 budgets hold, 1 was not measured.',
    '0.93 (0.91 to 0.95, n 3)',
    '0.91 to 0.95',
    '<a href="a-region.json">',
    'data:image/svg+xml;base64,',
    'T failed: boom',
    '0123456789',
  ]) {
    expect(page).toContain(part)
  }
  expect(page.indexOf('id="budgets"')).toBeLessThan(page.indexOf('id="region"'))
})

it('B159 the page loads nothing, and nothing of a result is markup on it', () => {
  const page = pageOf(reportOf(), FILES, 'body{}')
  expect(page).not.toContain('<b>')
  expect(page).not.toMatch(/<script|src="(?!data:)|url\(/)
  expect(page).toContain("default-src 'none'")
})

it('B160 a machine that others used, a failure and changed files are told before the numbers', () => {
  const report = reportOf()
  const busy = report.benches.map((bench) => ({ ...bench, othersBusy: 0.4 }))
  expect(cautionsOf(report)).toEqual(['T failed: boom <b>"&'])
  expect(cautionsOf(reportOf({ benches: busy, commit: 'abc+' }))).toEqual([
    'T failed: boom <b>"&',
    expect.stringContaining('(T: 40 % busy before it, T: 40 % busy before it)'),
    'Files differed from the commit.',
  ])
  expect(verdictOf(reportOf({ budgets: [] }))).toBe('There is no budget of what was measured.')
  expect(verdictOf(reportOf({ budgets: report.budgets.slice(0, 1) }))).toBe('The one budget holds.')
})

it('B161 a document gets the numbers of a report between its marks, and keeps all else', () => {
  const text = [
    'Before',
    '<!-- numbers: region read -->',
    'old',
    '<!-- end of numbers -->',
    '<!-- numbers: budgets -->',
    '<!-- end of numbers -->',
    '<!-- numbers: flight warm -->',
    '<!-- end of numbers -->',
    '![A](performance/world.3.svg)',
  ].join('\n')
  const made = documentOf(text, reportOf())
  expect(made).toContain('| read over bare | **0.93** | – | 0.91 to 0.95 | 3 |')
  expect(made).toContain('| region: read over bare | 0.93 | 0.91 to 0.95 | ≥ 0.9 | 1 | 0.07 | met |')
  expect(made).toContain('Not in this run: `npm run bench -- flight` measures it.')
  expect(made).toContain('Spread: the middle half, or of fewer than 5 the least to the most.')
  expect(made).not.toContain('old')
  expect(made.startsWith('Before\n')).toBe(true)
  expect(documentOf(made, reportOf())).toBe(made)
  expect(picturesIn(text)).toEqual(['world.3.svg'])
})
