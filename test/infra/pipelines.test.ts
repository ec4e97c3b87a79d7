import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { afterAll, expect, it } from 'vitest'
import { TOOLS, toolPath } from '../../infra/check/tools.ts'
import { RUNS } from '../../infra/check/versions.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { programs } from './support/programs.ts'
import { isAfter, ROOT, steps, texts, workflows } from './support/workflows.ts'

const FLOWS = workflows()
const STEPS = steps()
const FILES = ['.github/workflows/*.yml', '.github/actions/*/action.yml'].flatMap((each) => [...texts(each)])
const SCRIPTS = join(ROOT, '.github/scripts')
const ACTIONLINT = toolPath('actionlint')
const ZIZMOR = toolPath('zizmor')
const SHELLCHECK = toolPath('shellcheck')
const FOLDER = mkdtempSync(join(tmpdir(), 'nearside-pipelines-'))

afterAll(() => rmSync(FOLDER, { recursive: true }))

it('I170 every action is pinned by its whole commit, with the version that it is beside it', () => {
  const uses = FILES.flatMap(([file, text]) =>
    [...text.matchAll(/^ *(?:- )?uses: (.+)$/gm)].map((match) => ({ file, uses: match[1] ?? '' })),
  )
  const wrong = uses.filter(
    (each) =>
      !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*$/.test(each.uses) &&
      !(each.uses.startsWith('./') && existsSync(join(ROOT, each.uses, 'action.yml'))),
  )
  expect(wrong).toEqual([])
})

it('I171 a workflow may read, and a job that may do more is named here', () => {
  for (const [name, { permissions }] of FLOWS) expect(permissions, name).toEqual({ contents: 'read' })
  const more = [...FLOWS].flatMap(([name, { jobs }]) =>
    Object.entries(jobs).flatMap(([job, { permissions }]) =>
      permissions ? [[`${name} ${job}`, permissions]] : [],
    ),
  )
  expect(Object.fromEntries(more)).toEqual({
    'image image': { contents: 'read', packages: 'write', 'id-token': 'write', attestations: 'write' },
  })
})

it('I172 nothing that somebody typed becomes part of a script, and no checkout leaves its token behind', () => {
  expect(STEPS.filter(({ run }) => run?.includes('${{'))).toEqual([])
  const checkouts = STEPS.filter(({ uses }) => uses?.startsWith('actions/checkout@'))
  expect(checkouts.length).toBeGreaterThan(0)
  expect(checkouts.filter((step) => String(step.with?.['persist-credentials']) !== 'false')).toEqual([])
})

it('I173 every script, command and file that a workflow calls is there', async () => {
  const text = [...FILES, ...texts('.github/scripts/*')].map(([, each]) => each).join('\n')
  const scripts = [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map((match) => match[1] ?? '')
  expect(scripts.filter((name) => !(name in packageJson.scripts))).toEqual([])
  const files = [
    ...text.matchAll(
      /(?:run: |\/node )((?:infra|\.github)\/[\w./-]+)|(test\/[\w./-]+\.ts)|\b(wrangler[\w.]*\.toml)\b/g,
    ),
  ]
  const paths = files.map((match) => match[1] ?? match[2] ?? match[3] ?? '')
  expect(paths).toContain('infra/smoke/main.ts')
  expect([...new Set(paths)].filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  const { run } = await import('../../cli/run.ts')
  const commands = [
    ['status'],
    ['config', 'check'],
    ...options('release', 'command').map((name) => ['release', name]),
  ]
  for (const command of commands) expect(await run([...command, '--help']), command.join(' ')).toBe(0)
})

it.skipIf(!ACTIONLINT || !SHELLCHECK)(
  'I174 actionlint and shellcheck find nothing in workflows and scripts',
  () => {
    const files = [...texts('.github/workflows/*.yml').keys()]
    const lint = spawnSync(ACTIONLINT ?? '', ['-no-color', '-shellcheck', SHELLCHECK ?? '', ...files], {
      cwd: ROOT,
      encoding: 'utf8',
    })
    expect(lint.stdout + lint.stderr).toBe('')
    const shell = spawnSync(
      SHELLCHECK ?? '',
      [
        ...texts('.github/scripts/*.sh').keys(),
        'infra/gitops/bootstrap/bootstrap.sh',
        'infra/k3d/up',
        'infra/k3d/down',
      ],
      { cwd: ROOT, encoding: 'utf8' },
    )
    expect(shell.stdout + shell.stderr).toBe('')
  },
)

it.skipIf(!ZIZMOR)('I175 zizmor finds nothing in workflows and actions', () => {
  const ran = spawnSync(ZIZMOR ?? '', ['--offline', '--no-progress', '--format', 'json', '.github'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  expect(JSON.parse(ran.stdout)).toEqual([])
})

it('I176 an image is pushed with its parts list and its history, signed by its digest, and bumped only if that holds', () => {
  const jobs = FLOWS.get('image')?.jobs ?? {}
  const build = jobs.image?.steps.find(({ id }) => id === 'build')
  expect(build?.with).toMatchObject({
    outputs: 'type=image,push=true,rewrite-timestamp=true',
    sbom: true,
    provenance: 'mode=max',
  })
  expect(jobs.image?.steps.some(({ run }) => /cosign sign --yes ".*@\$DIGEST"/.test(run ?? ''))).toBe(true)
  expect(jobs.image?.steps.some(({ uses }) => uses?.startsWith('actions/attest@'))).toBe(true)
  // Whoever bumps, by tag or by hand, does so by this action.
  const bump = STEPS.filter(({ at }) => at === '.github/actions/commit-release/action.yml')
  const verify = bump.findIndex(({ run }) => run?.startsWith('cosign verify'))
  expect(bump[verify]).toMatchObject({ if: "inputs.command == 'bump'" })
  expect(bump[verify]?.run).toContain('/.github/workflows/image.yml@refs/tags/v$TAG"')
  expect(bump.findIndex(({ run }) => run?.includes('commit-release.sh'))).toBeGreaterThan(verify)
})

it('I177 a release goes through staging, and takes prod’s traffic in one region before the others', () => {
  const image = FLOWS.get('image')
  const flip = FLOWS.get('flip')
  if (!image || !flip) throw new Error('expected the workflows image and flip')
  const way = [
    'bump-staging',
    'preview-staging',
    'flip-staging',
    'active-staging',
    'bump-prod',
    'preview-prod',
  ]
  for (const [index, job] of way.slice(1).entries()) expect(isAfter(image, job, way[index] ?? '')).toBe(true)
  expect(Object.values(image.jobs).some(({ steps: all }) => all.some(isFlipOfProd))).toBe(false)
  expect(isAfter(flip, 'first-answers', 'first')).toBe(true)
  expect(isAfter(flip, 'rest', 'first-answers')).toBe(true)
  expect(flip.on).toMatchObject({ workflow_dispatch: { inputs: { first: { default: 'bom' } } } })
})

it('I178 whoever commits a release does so in its environment, and none waits for another one or is dropped by it', () => {
  for (const [name, { jobs }] of FLOWS) {
    for (const [id, job] of Object.entries(jobs)) {
      const commit = job.steps.find(({ uses }) => uses === './.github/actions/commit-release')
      if (!commit) continue
      expect(job.environment, `${name} ${id}`).toBe(commit.with?.environment)
      expect(job.concurrency, `${name} ${id}`).toBeUndefined()
    }
  }
})

it('I179 Terraform plans on a pull request of this repository and writes nothing, and applies on main where a reviewer has agreed', () => {
  const { plan, apply } = FLOWS.get('terraform')?.jobs ?? {}
  const runs = (job: typeof plan) => job?.steps.map(({ run }) => run ?? '').join('\n') ?? ''
  expect(plan?.if).toContain('head.repo.full_name == github.repository')
  expect(runs(plan)).not.toContain('terraform apply')
  expect(runs(plan)).toMatch(/terraform plan .*-lock=false/)
  expect(apply).toMatchObject({ if: "github.event_name == 'push'", needs: 'plan' })
  expect(apply?.environment).not.toBe(plan?.environment)
  expect(runs(apply)).not.toContain('-lock=false')
  expect(runs(apply)).toMatch(/^git diff --exit-code .*origin\/main -- :\/infra\/terraform$/m)
  // Of those that wait in a group, GitHub drops all but one.
  const [ofPlan = '', ofApply = ''] = [plan, apply].map((job) => job?.concurrency?.group)
  expect(ofApply).toBe(`terraform-apply-\${{ matrix.environment }}`)
  expect(ofPlan).toMatch(/^terraform-plan-.*github\.event\.number \|\| github\.run_id/)
})

it('I180 what pull requests of anybody run has no secret', () => {
  const open = [...FLOWS].filter(([, { on }]) => 'pull_request' in on || 'pull_request_target' in on)
  expect(open.map(([name]) => name).toSorted()).toEqual(['terraform', 'test'])
  expect(open.flatMap(([, { on }]) => Object.keys(on))).not.toContain('pull_request_target')
  expect(texts('.github/workflows/test.yml').get('.github/workflows/test.yml')).not.toContain('secrets.')
})

it('I182 a new Worker gets traffic step by step, and all of it goes back where it fails or is slow', () => {
  const rollOut = (newAnswers: string) => {
    const log = join(mkdtempSync(join(FOLDER, 'roll-out-')), 'deployed')
    const tools = programs(FOLDER, {
      npx: `case "$*" in
        *'deployments status'*) echo '{"versions":[{"version_id":"new","percentage":0},{"version_id":"old","percentage":100}]}' ;;
        *'versions deploy'*) echo "$*" | grep -o '[a-z]*@[0-9]*%' | paste -s -d ' ' - >>${log} ;;
      esac`,
      npm: 'exit 0',
      curl: `case "$*" in *'="new"'*) printf '${newAnswers}\\n' ;; *) printf '200 0.100\\n' ;; esac`,
    })
    const ran = spawnSync(join(SCRIPTS, 'roll-out.sh'), {
      cwd: ROOT,
      encoding: 'utf8',
      env: {
        ...{ ...process.env, ...tools, URL: 'https://nearside.example', NEW: 'new', WORKER: 'nearside' },
        ...{ WAIT: '0', REQUESTS: '5' },
      },
    })
    return { status: ran.status, deployed: readFileSync(log, 'utf8').trim().split('\n') }
  }
  expect(rollOut('200 0.110')).toEqual({
    status: 0,
    deployed: ['new@0% old@100%', 'new@10% old@90%', 'new@50% old@50%', 'new@100%'],
  })
  expect(rollOut('503 0.100')).toEqual({ status: 1, deployed: ['new@0% old@100%', 'old@100%'] })
  expect(rollOut('200 0.900')).toEqual({ status: 1, deployed: ['new@0% old@100%', 'old@100%'] })
})

type Dispatch = { readonly inputs: Readonly<Record<string, { readonly options?: readonly string[] }>> }

type Manager = { readonly managerFilePatterns: readonly string[]; readonly matchStrings: readonly string[] }

const RENOVATE = runInNewContext(`(${readFileSync(join(ROOT, 'renovate.json5'), 'utf8')})`)

it('I183 Renovate finds every version of the tables, wherever it stands', () => {
  const found = (file: string) => {
    const text = readFileSync(join(ROOT, file), 'utf8')
    return (RENOVATE.customManagers as readonly Manager[])
      .filter(({ managerFilePatterns }) =>
        managerFilePatterns.some((each) => new RegExp(each.slice(1, -1)).test(file)),
      )
      .flatMap(({ matchStrings }) => matchStrings)
      .flatMap((each) => [...text.matchAll(new RegExp(each, 'g'))].map((match) => match.groups?.currentValue))
  }
  // Postgres is the image's, which the managers of charts and compose files find.
  const { postgres: _, ...runs } = RUNS
  expect(found('infra/check/versions.ts').toSorted()).toEqual(Object.values(runs).toSorted())
  const made = TOOLS.filter(({ from }) => from !== 'path').map(({ version }) => version)
  expect(found('infra/check/tools.ts').toSorted()).toEqual(made.toSorted())
  expect(found('infra/gitops/platform/system-upgrade/plan.yaml')).toEqual([RUNS.k3s])
  expect(found('infra/k3d/iad.yaml')).toEqual([RUNS.k3s.replace('+', '-')])
  expect(new Set(found('infra/gitops/bootstrap/kustomization.yaml'))).toEqual(new Set([RUNS.argoCd]))
})

it('I184 nothing of the database is merged by itself, or before others have had it for two weeks', () => {
  const rule = RENOVATE.packageRules.find(({ groupName }: { groupName?: string }) => groupName === 'database')
  expect(rule).toMatchObject({ automerge: false, minimumReleaseAge: '14 days' })
  expect(RENOVATE.packageRules.some(({ automerge }: { automerge?: boolean }) => automerge)).toBe(false)
  expect(RENOVATE.ignorePaths).toContain('infra/gitops/values/region-app/releases/**')
})

it('I185 workflows install the versions that the checks have', () => {
  const text = FILES.map(([, each]) => each).join('\n')
  const helm = TOOLS.find(({ name }) => name === 'helm')?.version
  expect([...text.matchAll(/setup-helm@.+\n\s+with:\n\s+version: (\S+)/g)].map((match) => match[1])).toEqual([
    helm,
  ])
  const terraform = TOOLS.find(({ name }) => name === 'terraform')?.version ?? ''
  const installed = [...text.matchAll(/terraform_version: (\S+)/g)].map((match) => match[1] ?? '')
  expect(installed.length).toBeGreaterThan(0)
  for (const version of installed) expect(version).toMatch(new RegExp(`^${terraform}\\.\\d+$`))
})

it('I203 the Worker goes out from what is on main alone', () => {
  const steps = FLOWS.get('edge')?.jobs.deploy?.steps ?? []
  const at = (part: string) => steps.findIndex(({ run, uses }) => (run ?? uses ?? '').includes(part))
  expect(at('git merge-base --is-ancestor "$GITHUB_SHA" origin/main')).toBe(1)
  expect(at('./.github/actions/install')).toBeGreaterThan(1)
  expect(steps[0]?.with).toMatchObject({ 'fetch-depth': 0 })
})

it('I204 the workflow of the tests lets those of the image make mounts, so that none is skipped', () => {
  const runs = FLOWS.get('test')?.jobs.infra?.steps.map(({ run }) => run ?? '') ?? []
  const allowed = runs.indexOf('sudo sysctl --write kernel.apparmor_restrict_unprivileged_userns=0')
  expect(allowed).toBeGreaterThan(-1)
  expect(runs.indexOf('npm run check:infra')).toBeGreaterThan(allowed)
})

/** @returns what may be chosen where a workflow is started by hand. */
function options(workflow: string, input: string): readonly string[] {
  const dispatch = FLOWS.get(workflow)?.on.workflow_dispatch as Dispatch | undefined
  return dispatch?.inputs[input]?.options ?? []
}

function isFlipOfProd({ with: given }: { readonly with?: Readonly<Record<string, string>> }): boolean {
  return given?.command === 'flip' && given.environment !== 'staging'
}
