/** `npm run bench -- report`: one HTML page of a run, new or kept. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import colors from 'picocolors'
import { BenchError } from '../bench-error.ts'
import type { CitiesOptions, ReportOptions } from '../options.ts'
import { writeResults } from '../report.ts'
import { type KeptResult, parseKeptResult } from './kept-result.ts'
import { pageOf } from './page.ts'
import { summaryOf } from './summary.ts'
import { viewOf } from './view/view.ts'

/**
 * @param resultsDir where results are kept.
 * @returns whether the run that it measured, if it did, met what a run must meet.
 * @throws BenchError where there is no result, or it can't be read.
 */
export async function writeReport(
  { run, from, out }: ReportOptions,
  resultsDir: string,
  signal: AbortSignal,
): Promise<boolean> {
  const before = new Set(listed(resultsDir))
  const isGood = run ? await measure(run, resultsDir, signal) : true
  const file = from ?? newestResult(resultsDir, run ? before : new Set())
  const source = relative(process.cwd(), file)
  const result = readResult(file, source)
  const css = readFileSync(join(import.meta.dirname, 'page.css'), 'utf8')
  // Who is given the page is not told of folders outside of this one.
  const named = source.startsWith('..') ? basename(file) : source
  const html = pageOf(viewOf(result, named), css)
  const path = keep(html, out, resultsDir, new Date(result.date))
  process.stdout.write(`\n${summaryOf(result).join('\n')}\n${colors.bold(path)}\n`)
  return isGood
}

async function measure(run: CitiesOptions, resultsDir: string, signal: AbortSignal): Promise<boolean> {
  const { benchCities } = await import('../cities/run.ts')
  return (await benchCities(run, resultsDir, signal)).isGood
}

/** Names begin with their time. */
function newestResult(dir: string, except: ReadonlySet<string>): string {
  const newest = listed(dir)
    .filter((name) => name.endsWith('-cities.json') && !except.has(name))
    .toSorted()
    .at(-1)
  if (newest !== undefined) return join(dir, newest)
  throw new BenchError(
    `${relative(process.cwd(), dir) || dir}: expected a result of the cities (*-cities.json), found none.`,
    MEASURE,
  )
}

function readResult(file: string, source: string): KeptResult {
  let json: string
  try {
    json = readFileSync(file, 'utf8')
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error)
    throw new BenchError(`${source}: expected a file to read, found none: ${cause}.`, MEASURE)
  }
  const parsed = parseKeptResult(json, source)
  if (parsed.ok) return parsed.result
  throw new BenchError(
    parsed.errors.join('\n'),
    `It is no result of this version of \`npm run bench\`. ${MEASURE}`,
  )
}

const MEASURE = 'npm run bench -- report --run measures a new one, in a few minutes.'

/** @returns where the page is, as a person in the current folder would type it. */
function keep(html: string, out: string | undefined, resultsDir: string, date: Date): string {
  if (out === undefined) return writeResults(resultsDir, 'report', date, { html })[0] ?? ''
  mkdirSync(dirname(out), { recursive: true })
  writeFileSync(out, html)
  return relative(process.cwd(), out)
}

function listed(dir: string): readonly string[] {
  try {
    return readdirSync(dir)
  } catch {
    return []
  }
}
