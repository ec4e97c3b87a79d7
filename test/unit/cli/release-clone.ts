/** Clones of a small project with the release files of infra/README.md, and the command in them. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { nearside, type Ran } from './stand-in.ts'

export const OLD = { tag: '1.4.2', digest: `sha256:${'a'.repeat(64)}` }
export const NEW = { tag: '1.5.0', digest: `sha256:${'b'.repeat(64)}` }
export const NEWER = { tag: '1.5.1', digest: `sha256:${'c'.repeat(64)}` }

type Image = typeof OLD
type Slots = { readonly green?: Image; readonly replicas?: number }

/** As the chart gets it, with what people write beside it. */
export function releaseText({ green = { tag: '""', digest: '""' }, replicas = 0 }: Slots = {}): string {
  return `# Written by \`nearside release\`.
activeSlot: blue   # takes the traffic
slots:
  blue:
    tag: ${OLD.tag}
    digest: ${OLD.digest}
    replicas: 4
  green:
    tag: ${green.tag}
    digest: ${green.digest} # of the registry
    replicas: ${replicas}
`
}

/** The idle slots hold what is to be released. */
export const CANDIDATE = releaseText({ green: NEW, replicas: 4 })

export function fileOf(region: string, environment = 'prod'): string {
  return `infra/gitops/values/region-app/releases/${environment}/${region}.yaml`
}

/** Nothing of this machine's own config of git. */
const ENV = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }

export type TestClone = {
  readonly dir: string
  git(...args: string[]): string
  read(file: string): string
  write(file: string, text: string): void
  commit(message: string): void
  release(...args: string[]): Promise<Ran>
  /** Succeeds, or fails the test with what was said. */
  done(...args: string[]): Promise<string>
}

export type Clones = Disposable & {
  /** @param files of prod, by region. */
  create(files: Readonly<Record<string, string>>): TestClone
  /** A second one of the same remote, and both can push. */
  clone(of: TestClone): TestClone
}

export function openClones(): Clones {
  const root = mkdtempSync(join(tmpdir(), 'nearside-release-'))
  let count = 0
  const next = () => join(root, String(count++))
  const empty = next()
  const first = at(empty)
  mkdirSync(empty)
  first.git('init', '--quiet', '--initial-branch=main')
  identify(first, 'Ana')
  return {
    create(files) {
      const dir = next()
      cpSync(empty, dir, { recursive: true })
      const clone = at(dir)
      for (const [region, text] of Object.entries(files)) clone.write(fileOf(region), text)
      clone.commit('Begin')
      return clone
    },
    clone(of) {
      const remote = next()
      of.git('clone', '--quiet', '--bare', '.', remote)
      of.git('remote', 'add', 'origin', remote)
      of.git('fetch', '--quiet', 'origin')
      of.git('branch', '--quiet', '--set-upstream-to=origin/main')
      const dir = next()
      of.git('clone', '--quiet', remote, dir)
      const clone = at(dir)
      identify(clone, 'Ben')
      return clone
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  }
}

function identify({ git }: TestClone, name: string): void {
  git('config', 'user.name', name)
  git('config', 'user.email', `${name.toLowerCase()}@near.example`)
}

function at(dir: string): TestClone {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', dir, ...args], {
      encoding: 'utf8',
      env: { ...process.env, ...ENV },
      stdio: 'pipe',
    })
  const release = (...args: string[]) => nearside(['release', ...args, '--repo', dir], { env: ENV })
  return {
    dir,
    git,
    release,
    read: (file) => readFileSync(join(dir, file), 'utf8'),
    write(file, text) {
      mkdirSync(dirname(join(dir, file)), { recursive: true })
      writeFileSync(join(dir, file), text)
    },
    commit(message) {
      git('add', '--all')
      git('commit', '--quiet', '--message', message)
    },
    async done(...args) {
      const { code, stdout, stderr } = await release(...args)
      if (code !== 0) throw new Error(stderr)
      return stdout
    },
  }
}
