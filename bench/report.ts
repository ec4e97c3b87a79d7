/** Where a result was measured, and the files that keep it. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { join, relative } from 'node:path'

export type Machine = {
  readonly cpu: string
  readonly cores: number
  readonly memoryGb: number
  readonly system: string
  readonly node: string
}

export function describeMachine(): Machine {
  const all = cpus()
  return {
    cpu: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memoryGb: Math.round(totalmem() / 1e8) / 10,
    system: `${process.platform} ${process.arch} ${release()}`,
    node: process.version,
  }
}

/** @returns the commit that was measured, with a `+` where files differ from it; undefined outside of a repository. */
export function describeCommit(): string | undefined {
  try {
    const commit = git('rev-parse', 'HEAD')
    return git('status', '--porcelain') === '' ? commit : `${commit}+`
  } catch {
    return undefined
  }
}

/**
 * Writes files into `dir` that differ only in what is behind the last dot.
 * @param date of the run: becomes part of the names.
 * @returns their paths, as a person in the current folder would type them.
 */
export function writeResults(
  dir: string,
  name: string,
  date: Date,
  files: Readonly<Record<string, string>>,
): readonly string[] {
  mkdirSync(dir, { recursive: true })
  const stamp = date.toISOString().slice(0, 19).replaceAll(':', '')
  return Object.entries(files).map(([extension, content]) => {
    const path = join(dir, `${stamp}-${name}.${extension}`)
    writeFileSync(path, content)
    return relative(process.cwd(), path)
  })
}

function git(...args: string[]): string {
  return execFileSync('git', args, {
    cwd: import.meta.dirname,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()
}
