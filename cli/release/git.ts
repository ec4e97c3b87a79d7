/** Runs git, by its arguments and without a shell. */
import { spawnSync } from 'node:child_process'
import { CliFailure } from '../exit.ts'
import { printable } from '../printable.ts'

export type GitResult = { readonly code: number; readonly stdout: string; readonly stderr: string }
type GitOptions = { readonly input?: string; readonly timeoutMs?: number }

/** @returns what git has written. @throws CliFailure with git's own words where it ends with anything but 0. */
export function git(dir: string, args: readonly string[], options: GitOptions = {}): string {
  const result = tryGit(dir, args, options)
  if (result.code === 0) return result.stdout
  throw gitFailure(args, result)
}

/** @throws CliFailure where there is no git. */
export function tryGit(
  dir: string,
  args: readonly string[],
  { input, timeoutMs }: GitOptions = {},
): GitResult {
  const { status, stdout, stderr, error } = spawnSync('git', ['--literal-pathspecs', '-C', dir, ...args], {
    encoding: 'utf8',
    env: environment(),
    // Who signs or pushes may be asked for a passphrase.
    stdio: [input === undefined ? 'inherit' : 'pipe', 'pipe', 'pipe'],
    maxBuffer: 256 * 1024 * 1024,
    ...(input === undefined ? {} : { input }),
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
  })
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  if (code === 'ENOENT') throw new CliFailure('git: expected on the PATH, found none.')
  if (code === 'ETIMEDOUT')
    return { code: 124, stdout, stderr: `${stderr}nothing within ${(timeoutMs ?? 0) / 1000} s` }
  // A git that says no may be gone before its input is written: then what it said counts.
  if (error && !(code === 'EPIPE' && status)) throw error
  return { code: status ?? 128, stdout, stderr }
}

export function gitFailure(args: readonly string[], { stdout, stderr }: GitResult): CliFailure {
  if (/\.lock': File exists/.test(stderr)) {
    const file = /'([^']+\.lock)'/.exec(stderr)?.[1] ?? 'index.lock'
    return new CliFailure(
      `Another git is at work in this clone, or one has left its lock behind: ${printable(file)}. Nothing was changed.`,
    )
  }
  const words = (stderr.trim() || stdout.trim()).split('\n').map(printable).join('\n')
  return new CliFailure(`git ${verbOf(args)} has failed:\n${words}`)
}

/** The word behind `-c` is a setting. */
function verbOf(args: readonly string[]): string {
  return args.find((arg, index) => /^[a-z]/.test(arg) && args[index - 1] !== '-c') ?? ''
}

/** In a hook git tells its own index and folder: here the clone that was named counts. Its words are read, so they are English. */
function environment(): NodeJS.ProcessEnv {
  const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, GIT_PREFIX, ...rest } = process.env
  return { ...rest, LC_ALL: 'C.UTF-8', LANGUAGE: 'en' }
}
