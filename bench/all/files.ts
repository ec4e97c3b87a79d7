/** The files that the benches left beside a report: which are pictures of it, and what is in those. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AllReport } from './all-report.ts'

export type Picture = { readonly file: string; readonly title: string; readonly svg: string }

export type BenchFiles = {
  readonly pictures: readonly Picture[]
  /** Files to be opened by themselves: results, profiles. */
  readonly links: readonly string[]
}

/** By the bench's id. */
export type Files = ReadonlyMap<string, BenchFiles>

export function filesOf({ benches }: Pick<AllReport, 'benches'>, dir: string): Files {
  return new Map(
    benches.map(({ id, files }) => {
      const drawn = files.filter((file) => isPicture(file, files)).toSorted(byNumber)
      const pictures = drawn.map((file) => pictureOf(file, readFileSync(join(dir, file), 'utf8')))
      return [id, { pictures, links: files.filter((file) => !drawn.includes(file)) }]
    }),
  )
}

/** A profile's drawing wants a page of its own: it shows more where it is pointed at. */
function isPicture(file: string, files: readonly string[]): boolean {
  return file.endsWith('.svg') && !files.includes(file.replace(/svg$/, 'cpuprofile'))
}

/** Three regions before twelve. */
const byNumber = new Intl.Collator('en', { numeric: true }).compare

function pictureOf(file: string, svg: string): Picture {
  return { file, svg, title: /<title[^>]*>([^<]+)<\/title>/.exec(svg)?.[1] ?? file }
}
