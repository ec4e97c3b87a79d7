/** What git knows of the releases of one environment, or of all. */
import type { Clone } from './clone.ts'
import { RELEASES } from './files.ts'
import { git } from './git.ts'
import { type Entry, parseEntry, TRAILER } from './trailer.ts'

export type ReleaseCommit = {
  readonly sha: string
  readonly by: string
  /** Unix time in milliseconds. */
  readonly atMs: number
  readonly subject: string
  /** Empty where it was made by hand. */
  readonly entries: readonly Entry[]
  /** Those under `releases/` that it has changed. */
  readonly files: readonly string[]
}

/** @param range such as `abc..HEAD`. @returns the commits that have changed release files, the newest first. */
export function readHistory({ root }: Pick<Clone, 'root'>, range = 'HEAD'): readonly ReleaseCommit[] {
  const format = `%x1d%H%x1f%an%x1f%at%x1f%s%x1f%(trailers:key=${TRAILER},valueonly,unfold,separator=%x1e)%x1f`
  const args = ['log', '--topo-order', '--no-show-signature', '--no-color', '--name-only', '--no-renames']
  return git(root, [...args, `--format=${format}`, range, '--', RELEASES])
    .split('\x1d')
    .flatMap((record) => {
      const [sha, by, at, subject, trailers, files] = record.split('\x1f')
      if (!sha || by === undefined || subject === undefined || files === undefined) return []
      return {
        sha,
        by,
        subject,
        atMs: Number(at) * 1000,
        entries: (trailers ?? '').split('\x1e').flatMap((value) => parseEntry(value) ?? []),
        files: files.split('\n').filter(Boolean),
      }
    })
}

/** @returns the content of files in commits, each named `<commit>:<file>`; undefined where there is none. */
export function readBlobs(root: string, names: readonly string[]): ReadonlyMap<string, string | undefined> {
  if (names.length === 0) return new Map()
  const input = `${names.join('\n')}\n`
  let rest = Buffer.from(git(root, ['cat-file', '--batch'], { input }))
  return new Map(
    names.map((name) => {
      const end = rest.indexOf('\n')
      const [, size] = / blob (\d+)$/.exec(rest.subarray(0, end).toString()) ?? []
      rest = rest.subarray(end + 1)
      if (size === undefined) return [name, undefined] as const
      const text = rest.subarray(0, Number(size)).toString()
      rest = rest.subarray(Number(size) + 1)
      return [name, text] as const
    }),
  )
}
