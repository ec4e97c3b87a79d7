/** The code of another commit, in a folder of its own. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BenchError } from '../bench-error.ts'

const REPOSITORY = join(import.meta.dirname, '../..')
const NEEDED = ['worker', 'protocol', 'package.json']

export type Checkout = Disposable & { readonly root: string; readonly commit: string }

/**
 * @param ref a commit, branch or tag of this repository.
 * @throws BenchError where there is none of that name.
 */
export function checkOut(ref: string): Checkout {
  const commit = commitOf(ref)
  const root = mkdtempSync(join(tmpdir(), 'nearside-routing-'))
  const archive = git('archive', commit, ...NEEDED)
  execFileSync('tar', ['-x', '-C', root], { input: archive })
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'))
  return { root, commit, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) }
}

function commitOf(ref: string): string {
  try {
    return git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`).toString().trim()
  } catch {
    throw new BenchError(`--against: expected a commit, a branch or a tag, found "${ref}"`)
  }
}

function git(...args: readonly string[]): Buffer {
  return execFileSync('git', args, {
    cwd: REPOSITORY,
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}
