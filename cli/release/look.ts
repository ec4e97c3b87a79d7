/** Reads what an environment releases, from a clone. */
import { CliFailure } from '../exit.ts'
import type { Clone } from './clone.ts'
import type { Sight } from './decision.ts'
import { fileOf, readText, regionsOf } from './files.ts'
import { type Finding, findingText } from './finding.ts'
import { git } from './git.ts'
import { readHistory } from './history.ts'
import { readMoves } from './moves.ts'
import { type Parsed, parseRelease } from './parse.ts'

export type Looked = Sight & {
  /** By file. */
  readonly texts: ReadonlyMap<string, string>
}

/** @throws CliFailure where a file is not committed as it stands, or is not valid. */
export function lookAt(clone: Clone, environment: string, asked: readonly string[] | undefined): Looked {
  const regions = regionsOf(clone.root, environment, asked)
  const files = readFiles(clone, environment, regions)
  const dirty = dirtyFiles(
    clone,
    files.map(({ file }) => file),
  )
  if (dirty.length > 0) {
    throw new CliFailure(
      [
        'Nothing was changed: expected release files as they were committed, found changes in',
        ...dirty.map((file) => `  ${file}`),
        'Commit them or put them back (git restore --staged --worktree <file>) first.',
      ].join('\n'),
      1,
      { dirty },
    )
  }
  const findings = files.flatMap(({ parsed }) => (parsed.ok ? [] : parsed.findings))
  if (findings.length > 0) throw refused('Nothing was changed: release files are not valid.', findings)
  return {
    environment,
    releases: files.flatMap(({ parsed }) => (parsed.ok ? [parsed.release] : [])),
    moves: readMoves(clone.root, environment, readHistory(clone)),
    texts: new Map(files.map(({ file, text }) => [file, text])),
  }
}

export type ReleaseFile = { readonly file: string; readonly text: string; readonly parsed: Parsed }

export function readFiles(
  { root }: Pick<Clone, 'root'>,
  environment: string,
  regions: readonly string[],
): readonly ReleaseFile[] {
  return regions.map((region) => {
    const file = fileOf(environment, region)
    const text = readText(root, file)
    return { file, text, parsed: parseRelease(region, file, text) }
  })
}

/** @returns those that are not in HEAD as they stand in the work tree. */
export function dirtyFiles({ root }: Pick<Clone, 'root'>, files: readonly string[]): readonly string[] {
  return git(root, [
    'status',
    '--porcelain=v1',
    '-z',
    '--untracked-files=all',
    '--ignored',
    '--no-renames',
    '--',
    ...files,
  ])
    .split('\0')
    .filter(Boolean)
    .map((line) => line.slice(3))
}

export function refused(headline: string, findings: readonly Finding[], hint?: string): CliFailure {
  const lines = [headline, ...findings.map((finding) => `  ${findingText(finding)}`), ...(hint ? [hint] : [])]
  return new CliFailure(lines.join('\n'), 1, { findings })
}
