/** The code to compare with: that of another commit, in a folder of its own, or that of a copy. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { BenchError } from '../bench-error.ts'

const REPOSITORY = join(import.meta.dirname, '../..')
const NEEDED = ['worker', 'protocol', 'package.json']

export type Checkout = Disposable & { readonly root: string; readonly name: string }

/**
 * @param where a commit, branch or tag of this repository, or the path of a folder with a copy of it: `./copy`, `/copy`.
 * @throws BenchError where there is no such thing.
 */
export function checkOut(where: string): Checkout {
  if (/^\.{0,2}\//.test(where)) return inFolder(resolve(where), where)
  const commit = commitOf(where)
  const root = mkdtempSync(join(tmpdir(), 'nearside-routing-'))
  execFileSync('tar', ['-x', '-C', root], { input: git('archive', commit, ...NEEDED) })
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'))
  return { root, name: commit, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) }
}

function inFolder(root: string, name: string): Checkout {
  const missing = NEEDED.filter((needed) => !existsSync(join(root, needed)))
  if (missing.length > 0)
    throw new BenchError(`--against: expected a copy, found none of ${missing} in ${name}`)
  return { root, name, [Symbol.dispose]: () => {} }
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
