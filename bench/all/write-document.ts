/** `npm run bench -- docs`: puts the numbers and pictures of a report into docs/performance.md. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { PROJECT_DIR } from '../../planet/build/cache.ts'
import { BenchError } from '../bench-error.ts'
import { type AllReport, parseAllReport } from './all-report.ts'
import { documentOf, picturesIn } from './document.ts'

const DOCUMENT = join(PROJECT_DIR, 'docs/performance.md')
const PICTURES = join(PROJECT_DIR, 'docs/performance')

/**
 * @param dir of a run of `npm run bench -- all`; undefined: the newest in `resultsDir`.
 * @throws BenchError where there is none.
 */
export function writeDocument(dir: string | undefined, resultsDir: string): void {
  const from = dir ?? newestRun(resultsDir)
  const report = reportIn(from)
  const text = documentOf(readFileSync(DOCUMENT, 'utf8'), report)
  mkdirSync(PICTURES, { recursive: true })
  const files = report.benches.flatMap((bench) => bench.files)
  const missing = picturesIn(text).filter((name) => {
    const file = files.find((other) => other.endsWith(`-${name}`))
    if (file) copyFileSync(join(from, file), join(PICTURES, name))
    return !file
  })
  writeFileSync(DOCUMENT, text)
  const told = [
    `${relative(process.cwd(), DOCUMENT)} has the numbers of ${relative(process.cwd(), from)}.`,
    ...missing.map((name) => `It shows ${name}, of which that run has none: left as it was.`),
  ]
  process.stdout.write(`${told.join('\n')}\n`)
}

function newestRun(resultsDir: string): string {
  const runs = existsSync(resultsDir) ? readdirSync(resultsDir).filter((name) => name.endsWith('-all')) : []
  // Names begin with their time; a run that was stopped has no report.
  const whole = runs.filter((name) => existsSync(join(resultsDir, name, 'report.json'))).toSorted()
  const newest = whole.at(-1)
  if (newest !== undefined) return join(resultsDir, newest)
  throw new BenchError(
    `${relative(process.cwd(), resultsDir)}: expected a run of all benches, found none.`,
    'npm run bench -- all makes one.',
  )
}

function reportIn(dir: string): AllReport {
  const file = join(dir, 'report.json')
  if (!existsSync(file)) {
    throw new BenchError(
      `${relative(process.cwd(), dir)}: expected the folder of a run of all benches, with a report.json, found none.`,
      'npm run bench -- all makes one.',
    )
  }
  try {
    return parseAllReport(readFileSync(file, 'utf8'), relative(process.cwd(), file))
  } catch (error) {
    throw new BenchError(error instanceof Error ? error.message : String(error))
  }
}
