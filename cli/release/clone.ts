/** The clone that a release is made in. */
import { existsSync } from 'node:fs'
import { CliFailure } from '../exit.ts'
import { printable } from '../printable.ts'
import { git, gitFailure, tryGit } from './git.ts'

export type Clone = {
  /** Its top folder, absolute. */
  readonly root: string
  /** The folder of its git data, absolute; that of this work tree where there are several. */
  readonly gitDir: string
  /** Undefined where HEAD is detached. */
  readonly branch: string | undefined
  readonly head: string
  /** What is under way in it, such as a rebase. */
  readonly busyWith: string | undefined
  /** Part of the history is not there. */
  readonly isShallow: boolean
}

/** @param dir any folder inside of it. */
export function openClone(dir: string): Clone {
  if (!existsSync(dir))
    throw new CliFailure(`--repo: expected a folder, found nothing at ${printable(dir)}.`, 2)
  const args = [
    ...['rev-parse', '--path-format=absolute', '--show-toplevel', '--absolute-git-dir'],
    ...['--is-shallow-repository', 'HEAD', '--symbolic-full-name', 'HEAD'],
    ...BUSY.flatMap(([file]) => ['--git-path', file]),
  ]
  const result = tryGit(dir, args)
  if (/not a git repository|must be run in a work tree/.test(result.stderr)) {
    throw new CliFailure(
      `Expected a clone of this project, found none at ${printable(dir)}: go there, or name it by --repo.`,
      2,
    )
  }
  if (/unknown revision|ambiguous argument 'HEAD'/.test(result.stderr))
    throw new CliFailure('Expected a clone with commits, found one without any.')
  if (result.code !== 0) throw gitFailure(args, result)
  const [root = '', gitDir = '', shallow, head = '', ref = '', ...files] = result.stdout.trimEnd().split('\n')
  const busy = BUSY.find((_, index) => existsSync(files[index] ?? ''))
  return {
    root,
    gitDir,
    branch: ref.startsWith(HEADS) ? ref.slice(HEADS.length) : undefined,
    head,
    busyWith: busy?.[1],
    isShallow: shallow === 'true',
  }
}

/** @throws CliFailure where a commit would go astray, or has no author. */
export function assertCommittable({ root, branch, busyWith }: Clone): void {
  if (busyWith)
    throw new CliFailure(
      `Nothing was changed: ${busyWith} is under way in this clone. End it first, or break it off.`,
    )
  if (branch === undefined) {
    throw new CliFailure(
      'Nothing was changed: expected a branch to be checked out, found a detached HEAD. A commit there would be on no branch: git switch <branch>',
    )
  }
  const identity = tryGit(root, ['-c', 'user.useConfigOnly=true', 'var', 'GIT_AUTHOR_IDENT'])
  if (identity.code === 0) return
  throw new CliFailure(
    'Nothing was changed: expected user.name and user.email in the config of git, for the history says who released, found none. git config user.name "Your Name"; git config user.email you@your.domain',
  )
}

export function headOf(root: string): string {
  return git(root, ['rev-parse', '--verify', 'HEAD']).trim()
}

const HEADS = 'refs/heads/'

const BUSY = [
  ['MERGE_HEAD', 'a merge'],
  ['CHERRY_PICK_HEAD', 'a cherry-pick'],
  ['REVERT_HEAD', 'a revert'],
  ['rebase-merge', 'a rebase'],
  ['rebase-apply', 'a rebase'],
] as const
