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
      const drawn = files.filter(isPicture)
      const pictures = drawn.map((file) => pictureOf(file, readFileSync(join(dir, file), 'utf8')))
      return [id, { pictures, links: files.filter((file) => !drawn.includes(file)) }]
    }),
  )
}

/** A profile is a drawing, too, of a size and a kind that wants a page of its own. */
function isPicture(file: string): boolean {
  return file.endsWith('.svg') && !/profile|flame/.test(file)
}

function pictureOf(file: string, svg: string): Picture {
  return { file, svg, title: /<title[^>]*>([^<]+)<\/title>/.exec(svg)?.[1] ?? file }
}
