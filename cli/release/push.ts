/** The branch that Argo CD reads: brought up to date before a commit, and given it afterwards. */
import { CliFailure } from '../exit.ts'
import { printable } from '../printable.ts'
import type { Clone } from './clone.ts'
import { git, gitFailure, tryGit } from './git.ts'

export type Upstream = { readonly remote: string; readonly ref: string }

const TIMEOUT_MS = 60_000

/** @throws CliFailure where the branch has none, or holds commits of its own: they would be pushed along. */
export function upstreamOf({ root, branch = '' }: Clone): Upstream {
  const read = (key: string) => tryGit(root, ['config', '--get', `branch.${branch}.${key}`]).stdout.trim()
  const upstream = { remote: read('remote'), ref: read('merge') }
  if (!upstream.remote || !upstream.ref) {
    throw new CliFailure(
      `Nothing was changed: --push: expected a branch that knows where it is pushed, found ${printable(branch)} without an upstream: git branch --set-upstream-to=<remote>/<branch>`,
    )
  }
  return upstream
}

/** Fetches, and goes forward to what the remote has. @returns its head. */
export function catchUp({ root }: Clone, { remote, ref }: Upstream): string {
  const fetching = ['fetch', '--quiet', '--no-tags', remote, ref]
  const fetched = tryGit(root, fetching, { timeoutMs: TIMEOUT_MS })
  if (fetched.code !== 0) throw gitFailure(fetching, fetched)
  const theirs = git(root, ['rev-parse', '--verify', 'FETCH_HEAD']).trim()
  const own = git(root, ['log', '--format=%h %s', '--max-count=4', `${theirs}..HEAD`]).trim()
  if (own) {
    throw new CliFailure(
      [
        'Nothing was changed: --push: expected no commits but what the remote has, found',
        ...own.split('\n').map((line) => `  ${printable(line)}`),
        'They would be pushed along. Push them first, or take them back.',
      ].join('\n'),
    )
  }
  git(root, ['merge', '--quiet', '--ff-only', theirs])
  return theirs
}

/** @returns false where somebody else was quicker. @throws CliFailure where it fails otherwise. */
export function pushHead({ root }: Clone, { remote, ref }: Upstream): boolean {
  const args = ['push', '--porcelain', remote, `HEAD:${ref}`]
  const result = tryGit(root, args, { timeoutMs: TIMEOUT_MS })
  if (result.code === 0) return true
  if (OVERTAKEN.test(result.stdout)) return false
  const { message } = gitFailure(args, result)
  throw new CliFailure(
    `${message}\nThe commit was taken back: this clone is as it was. Should the push have arrived all the same, git pull shows it.`,
  )
}

/** The second kind is told by a remote that takes two pushes at the same moment. */
const OVERTAKEN =
  /^!\t.*\[(?:rejected|remote rejected)\] \((?:fetch first|non-fast-forward|stale info|failed to update ref|cannot lock ref.*|incorrect old value provided)\)/m
