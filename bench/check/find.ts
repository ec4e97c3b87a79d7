/** Where kept results lie: in the folder of the results, and in those of `bench all` in it. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { BenchError } from '../bench-error.ts'
import type { Budget } from '../budgets.ts'
import { type KeptBench, parseBench } from './kept.ts'
import { speaksOf } from './speaks-of.ts'

export type FoundResults = {
  readonly results: readonly KeptBench[]
  /** What could not be read, such as results of an older version. */
  readonly skipped: readonly string[]
}

/**
 * Of each bench the newest results, as many as it takes until `runs` of them speak of each of its budgets.
 * @param runs how many results of each are asked for.
 */
export function findResults(dir: string, budgets: readonly Budget[], runs: number): FoundResults {
  const files = resultFiles(dir)
  const benches = Map.groupBy(budgets, ({ bench }) => bench)
  const found = [...benches].map(([bench, asked]) => {
    // Names begin with their time.
    const own = files.filter((file) => benchOf(file) === bench).toSorted((a, b) => timeOf(b) - timeOf(a))
    const results: KeptBench[] = []
    const skipped: string[] = []
    for (const file of own) {
      const isEnough = asked.every(
        (budget) => results.filter((result) => speaksOf(budget, result)).length >= runs,
      )
      if (isEnough) break
      const parsed = parseBench(readFileSync(file, 'utf8'), shown(file))
      if (!parsed.ok) {
        skipped.push(...parsed.errors)
        // An older one must not stand in for it.
        break
      }
      results.push(parsed.kept)
    }
    return { results, skipped }
  })
  return {
    results: found.flatMap(({ results }) => results),
    skipped: found.flatMap(({ skipped }) => skipped),
  }
}

/**
 * @param paths files, or folders with results in them.
 * @throws BenchError where a file can't be read, or is none of a bench.
 */
export function readResults(paths: readonly string[]): readonly KeptBench[] {
  const missing = paths.filter((path) => !existsSync(path))
  if (missing.length > 0)
    throw new BenchError(missing.map((path) => `${path}: expected a file or folder, found none.`).join('\n'))
  const all = paths.flatMap((path) => (statSync(path).isDirectory() ? resultFiles(path) : [path]))
  const files = [...new Set(all.map((path) => resolve(path)))]
  const parsed = files.map((file) => parseBench(readFileSync(file, 'utf8'), shown(file)))
  const errors = parsed.flatMap((each) => (each.ok ? [] : each.errors))
  if (errors.length > 0) throw new BenchError(errors.join('\n'))
  return parsed.flatMap((each) => (each.ok ? [each.kept] : []))
}

function resultFiles(dir: string): readonly string[] {
  if (!existsSync(dir)) return []
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) return entry.name.endsWith('-all') ? resultFiles(path) : []
    return benchOf(path) === undefined ? [] : [path]
  })
}

/** @returns `cities` of `2026-11-24T165111-cities.json`; undefined of all other files. */
function benchOf(file: string): string | undefined {
  return NAME.exec(file)?.[5]
}

function timeOf(file: string): number {
  const [, day, hours, minutes, seconds] = NAME.exec(file) ?? []
  return Date.parse(`${day}T${hours}:${minutes}:${seconds}Z`)
}

const NAME = /(\d{4}-\d{2}-\d{2})T(\d{2})(\d{2})(\d{2})-([a-z]+)\.json$/

function shown(file: string): string {
  return relative(process.cwd(), file)
}
