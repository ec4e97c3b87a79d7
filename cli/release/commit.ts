/** Writes release files and commits them alone. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Clone, headOf } from './clone.ts'
import { git } from './git.ts'

/** `before` is what stands there, in HEAD and in the work tree. */
export type Rewrite = { readonly file: string; readonly before: string; readonly after: string }

/** @returns the commit's name. Whatever else is staged or changed stays as it is. Where git says no, nothing has changed. */
export function commitRewrites({ root }: Clone, rewrites: readonly Rewrite[], message: string): string {
  const files = rewrites.map(({ file }) => file)
  try {
    for (const { file, after } of rewrites) writeFileSync(join(root, file), after)
    const args = [
      '-c',
      'user.useConfigOnly=true',
      'commit',
      '--quiet',
      '--only',
      '--file=-',
      '--cleanup=whitespace',
    ]
    git(root, [...args, '--', ...files], { input: message })
  } catch (error) {
    restore(root, rewrites)
    throw error
  }
  return headOf(root)
}

/** Takes the commit back that was made last, and by us: nobody has seen it. */
export function dropCommit({ root, branch, head }: Clone, sha: string, rewrites: readonly Rewrite[]): void {
  git(root, ['update-ref', '-m', 'nearside release: not pushed', `refs/heads/${branch}`, head, sha])
  git(root, ['reset', '--quiet', 'HEAD', '--', ...rewrites.map(({ file }) => file)])
  restore(root, rewrites)
}

function restore(root: string, rewrites: readonly Rewrite[]): void {
  for (const { file, before, after } of rewrites) {
    const path = join(root, file)
    if (readFileSync(path, 'utf8') === after) writeFileSync(path, before)
  }
}
