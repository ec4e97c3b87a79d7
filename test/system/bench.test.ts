import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject, it, onTestFinished } from 'vitest'
import type { Row } from '../../bench/cities/summary.ts'

const MAIN = join(import.meta.dirname, '../../bench/main.ts')

/** A busy machine misses some budgets, which fails no quick run; all else does. */
function bench(...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [MAIN, ...args], (error, stdout, stderr) => {
      if (error) reject(new Error(stdout + stderr, { cause: error }))
      else resolve(stdout)
    })
  })
}

it('B26 a run on a planet compares each city with the primary region alone, in a table, JSON and a picture', async () => {
  const out = mkdtempSync(join(tmpdir(), 'nearside-bench-'))
  onTestFinished(() => rmSync(out, { recursive: true, force: true }))
  const stdout = await bench(
    '--url',
    inject('planet').url,
    '--quick',
    '--cities',
    'bom',
    '--requests',
    '4',
    '--out',
    out,
  )
  expect(stdout).toContain('Mumbai')
  expect(stdout).not.toContain('Failed requests')
  expect(stdout).toMatch(/few requests on a busy machine say little\. The processors were \d+ % busy/)

  const [json = '', svg = ''] = readdirSync(out).toSorted()
  expect(readFileSync(join(out, svg), 'utf8')).toContain('Mumbai')
  const result = JSON.parse(readFileSync(join(out, json), 'utf8'))
  expect(result).toMatchObject({ target: { kind: 'planet' }, parameters: { cities: ['bom'], requests: 4 } })
  expect(result.samples).toHaveLength(5 * 2 * 4)
  const rows: readonly Row[] = result.rows
  expect(rows.map(({ kind }) => kind)).toEqual(['static', 'read', 'order', 'note', 'cancel'])
  const read = rows.find(({ kind }) => kind === 'read')
  expect(read?.regions).toEqual(['bom'])
  expect(read?.baseline?.times?.p50).toBeGreaterThan(210)
  expect(read?.nearside.times?.p50).toBeLessThan(100)
})
