import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { projectFiles } from '../../infra/check/files.ts'
import { regionsOf } from '../../infra/check/matrix.ts'
import { HELM } from './support/helm.ts'
import { programs } from './support/programs.ts'
import { fixedRelease } from './support/releases.ts'
import { ROOT, steps } from './support/workflows.ts'

const SCRIPT = join(ROOT, '.github/scripts/commit-release.sh')
const FOLDER = mkdtempSync(join(tmpdir(), 'nearside-release-'))

afterAll(() => rmSync(FOLDER, { recursive: true }))

it('I181 a release is decided anew on what is there when somebody was quicker, and what would not render is not pushed', () => {
  const { remote, clone } = repository('raced')
  writeFileSync(join(clone, 'decided'), '')
  begin(clone)
  // Stands for the check that a release renders.
  const check = fakeNode(clone, `exit "$(cat ${FOLDER}/verdict)"`)
  // The command decides by what it finds; the first time, somebody pushes before it does.
  const tools = programs(FOLDER, {
    npm: `echo "on $(git log -1 --format=%s)" >>decided; git commit --quiet --all --message "Release"
      if [ ! -e ${FOLDER}/was-raced ]; then touch ${FOLDER}/was-raced; git clone --quiet ${remote} ${FOLDER}/other; cd ${FOLDER}/other
        git config user.name ben; git config user.email ben@nearside.example
        git commit --quiet --allow-empty --message "Quicker"; git push --quiet origin HEAD:main; fi`,
  })
  const release = (verdict: number) => {
    writeFileSync(join(FOLDER, 'verdict'), String(verdict))
    return commitRelease(clone, { ...tools, COMMAND: 'flip', ENVIRONMENT: 'prod', REMOTE: remote })
  }
  expect(release(0).status).toBe(0)
  const pushed = () => git(remote, 'log', '--format=%s', 'main').trim().split('\n')
  expect(pushed()).toEqual(['Release', 'Quicker', 'Begin'])
  expect(git(remote, 'show', 'main:decided')).toBe('on Quicker\n')
  expect(readFileSync(check, 'utf8')).toBe('infra/check/release.ts prod\n'.repeat(2))
  expect(release(1).status).not.toBe(0)
  expect(pushed()).toHaveLength(3)
})

it('I201 what npm has installed is not given the token that pushes, and ran nothing when it was installed', () => {
  const { remote, clone } = repository('token')
  begin(clone)
  fakeNode(clone, 'env >>.git/seen')
  const tools = programs(FOLDER, {
    npm: 'env >>.git/seen; git commit --quiet --allow-empty --message Release',
  })
  const ran = commitRelease(clone, { ...tools, COMMAND: 'flip', ENVIRONMENT: 'prod', REMOTE: remote })
  expect(ran.status, ran.stderr).toBe(0)
  const seen = readFileSync(join(clone, '.git/seen'), 'utf8')
  expect(seen.match(/^COMMAND=flip$/gm)).toHaveLength(2)
  expect(seen).not.toContain(TOKEN)
  const installs = steps().filter(({ uses }) => uses === './.github/actions/install')
  const withScripts = installs.filter((step) => step.with?.['ignore-scripts'] !== undefined)
  expect(new Set(withScripts.map(({ at }) => at))).toEqual(
    new Set(['test code', 'test guarantees', 'test infra']),
  )
  const [, ci] = steps().filter(({ at }) => at === '.github/actions/install/action.yml')
  expect(ci).toMatchObject({ run: 'npm ci', env: { npm_config_ignore_scripts: expect.any(String) } })
  const install = readFileSync(join(ROOT, '.github/actions/install/action.yml'), 'utf8')
  expect(parse(install).inputs['ignore-scripts'].default).toBe('true')
})

it.skipIf(!HELM)(
  'I202 a bump, a flip and a retirement each render as they are, and are pushed; what does not render is told, and is not',
  () => {
    const { remote, clone } = repository('real')
    for (const file of projectFiles(
      /^(cli|protocol|infra|db|planet|worker|bench|package\.json|\.gitignore)/,
    )) {
      mkdirSync(dirname(join(clone, file)), { recursive: true })
      cpSync(join(ROOT, file), join(clone, file))
    }
    // Where git is just now, each release changes.
    for (const region of regionsOf('staging'))
      cpSync(fixedRelease('staging'), join(clone, `${RELEASES}/staging/${region}.yaml`))
    symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'))
    begin(clone)
    const PATH = `${dirname(HELM ?? '')}:${process.env.PATH}`
    const release = (command: string, more: Readonly<Record<string, string>> = {}) => {
      const ran = commitRelease(clone, {
        ...{ PATH, COMMAND: command, ENVIRONMENT: 'staging', REMOTE: remote },
        ...more,
      })
      return { status: ran.status, said: ran.stdout + ran.stderr }
    }
    const tag = '0.2.0'
    const done = {
      status: 0,
      said: expect.stringContaining(`staging: ${regionsOf('staging').join(', ')} render`),
    }
    expect(release('bump', { TAG: tag, DIGEST: `sha256:${'c'.repeat(64)}` })).toEqual(done)
    expect(release('flip', { TAG: tag })).toEqual(done)
    expect(release('retire')).toEqual(done)
    const pushed = () => git(remote, 'log', '--format=%s', 'main').trim().split('\n')
    expect(pushed()).toHaveLength(4)
    const file = `${RELEASES}/staging/${regionsOf('staging')[0]}.yaml`
    const { activeSlot, slots } = parse(git(remote, 'show', `main:${file}`))
    expect(slots[activeSlot].tag).toBe(tag)
    // Somebody else's change that does not render is found, too.
    const values = join(clone, 'infra/gitops/values/region-app/environments/staging.yaml')
    writeFileSync(values, readFileSync(values, 'utf8').replace('primary:', 'first:'))
    git(clone, 'commit', '--quiet', '--all', '--message', 'Break it')
    git(clone, 'push', '--quiet', remote, 'main:main')
    const broken = release('bump', { TAG: '0.3.0', DIGEST: `sha256:${'d'.repeat(64)}` })
    expect(broken).toEqual({ status: 1, said: expect.stringContaining("'first'") })
    expect(pushed()[0]).toBe('Break it')
  },
  120_000,
)

const TOKEN = 'token-of-nobody'
const RELEASES = 'infra/gitops/values/region-app/releases'

function commitRelease(cwd: string, env: Readonly<Record<string, string>>) {
  return spawnSync(SCRIPT, {
    cwd,
    encoding: 'utf8',
    env: {
      ...{ ...process.env, TOKEN, HOME: FOLDER, ...env },
      ...{ GITHUB_REPOSITORY: 'nearside-example/nearside', GITHUB_ACTOR: 'ana' },
    },
  })
}

/** What a clone calls its own Node. @returns where its arguments are kept. */
function fakeNode(clone: string, body: string): string {
  const bin = join(clone, 'node_modules/.bin')
  const log = join(clone, '.git/arguments')
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'node'), `#!/usr/bin/env bash\necho "$*" >>${log}\n${body}\n`, { mode: 0o755 })
  return log
}

function repository(name: string): { readonly remote: string; readonly clone: string } {
  const remote = join(FOLDER, `${name}-remote`)
  const clone = join(FOLDER, name)
  git(FOLDER, 'init', '--quiet', '--bare', '--initial-branch', 'main', remote)
  git(FOLDER, 'clone', '--quiet', remote, clone)
  writeFileSync(join(clone, '.git/info/exclude'), 'node_modules\n')
  return { remote, clone }
}

function begin(clone: string): void {
  git(clone, 'add', '.')
  git(clone, 'commit', '--quiet', '--allow-empty', '--message', 'Begin')
  git(clone, 'push', '--quiet', 'origin', 'HEAD:main')
}

function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-c', 'user.name=ana', '-c', 'user.email=ana@nearside.example', ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}
