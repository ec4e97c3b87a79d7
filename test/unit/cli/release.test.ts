import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CANDIDATE, type Clones, fileOf, NEW, NEWER, OLD, openClones, releaseText } from './release-clone.ts'
import { nearside } from './stand-in.ts'

let clones: Clones
beforeAll(() => {
  clones = openClones()
})
afterAll(() => clones[Symbol.dispose]())

const FLIP = ['flip', '--env', 'prod']
const bump = ({ tag, digest }: typeof NEW) => ['bump', '--env', 'prod', '--tag', tag, '--digest', digest]

it('I150 status shows what each region runs, what waits, who changed it last, what a flip would do, and where they differ', async () => {
  const clone = clones.create({ bom: CANDIDATE, iad: releaseText() })
  await clone.done(...FLIP, '--region', 'bom')
  clone.write(fileOf('iad'), releaseText({ green: NEW, replicas: 2 }))
  const text = await clone.done('status')
  expect(text).toMatch(/bom +│ green +│ 1\.5\.0 +│ bbbbbbbb +│ 4 +│ blue +│ 1\.4\.2 +│ 4 +│ goes back/)
  expect(text).toMatch(/iad +│ blue +│ 1\.4\.2 +│ aaaaaaaa +│ 4 +│ green +│ 1\.5\.0 +│ 2 +│ possible/)
  expect(text).toMatch(/bom last changed .* UTC by Ana: Flip prod to 1\.5\.0 in bom \([0-9a-f]{8}\)/)
  expect(text).toContain('iad is not as it was committed')
  expect(text).toContain('Regions differ: 1.5.0 in bom; 1.4.2 in iad.')
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
  expect(JSON.parse(await clone.done('status', '--env', 'prod', '--json'))).toMatchObject({
    environments: [
      {
        environment: 'prod',
        regions: [{ region: 'bom', active: { slot: 'green', ...NEW, replicas: 4 }, last: { by: 'Ana' } }, {}],
        unpushed: null,
      },
    ],
  })
})

it('I151 a flip changes one line of each region’s file in one commit; whatever else is staged or changed stays as it is', async () => {
  const clone = clones.create({ bom: CANDIDATE, iad: CANDIDATE, fra: CANDIDATE })
  clone.write('staged.txt', 'x')
  clone.git('add', 'staged.txt')
  clone.write('changed.txt', 'y')
  const { code, stdout } = await nearside(
    [
      'release',
      ...FLIP,
      '--region',
      'bom,iad',
      '--why',
      'of the week',
      '--repo',
      join(clone.dir, 'infra/gitops'),
    ],
    { env: { GIT_CONFIG_GLOBAL: '/dev/null' } },
  )
  expect(code).toBe(0)
  expect(clone.git('show', '--numstat', '--format=%an%n%B', 'HEAD')).toBe(
    [
      'Ana',
      'Flip prod to 1.5.0 in bom, iad',
      '',
      'of the week',
      '',
      'Nearside-Release: flip prod bom blue->green',
      'Nearside-Release: flip prod iad blue->green',
      '',
      '',
      `1\t1\t${fileOf('bom')}`,
      `1\t1\t${fileOf('iad')}`,
      '',
    ].join('\n'),
  )
  expect(clone.read(fileOf('bom'))).toBe(CANDIDATE.replace('activeSlot: blue', 'activeSlot: green'))
  expect(clone.git('status', '--porcelain')).toBe('A  staged.txt\n?? changed.txt\n')
  expect(stdout).toContain(
    '-activeSlot: blue   # takes the traffic\n+activeSlot: green   # takes the traffic\n',
  )
  for (const step of [
    'git push',
    'Argo CD looks every 30 s',
    'kubectl -n argocd annotate application nearside argocd.argoproj.io/refresh=hard --overwrite',
    'nearside release rollback --env prod --region bom,iad --push',
  ])
    expect(stdout).toContain(step)
})

it('I152 a flip is refused for all regions while the idle slot of one has no image or no replicas: file, key and found are named', async () => {
  const rows = [
    [releaseText(), ['tag', '""'], ['digest', '""'], ['replicas', '0']],
    [releaseText({ green: NEW }), ['replicas', '0']],
    [releaseText({ green: { ...NEW, digest: '""' }, replicas: 4 }), ['digest', '""']],
    [releaseText({ green: { ...NEW, tag: 'latest' }, replicas: 4 }), ['tag', '"latest"']],
  ] as const
  for (const [text, ...expected] of rows) {
    const clone = clones.create({ bom: CANDIDATE, iad: text })
    const { code, stdout, stderr } = await clone.release(...FLIP, '--force', '--json')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(JSON.parse(stderr).findings).toEqual(
      expected.map(([key, found]) => ({
        file: fileOf('iad'),
        key: `slots.green.${key}`,
        expected: expect.any(String),
        found,
      })),
    )
    expect(clone.git('status', '--porcelain')).toBe('')
    expect(clone.git('rev-list', '--count', 'HEAD')).toBe('1\n')
    if (text === releaseText())
      expect((await clone.release(...FLIP)).stderr).toContain(
        `${fileOf('iad')}: slots.green.replicas: expected at least 1, found 0`,
      )
  }
})

it('I153 a flip of what is not in the idle slot, as --tag says, is refused', async () => {
  const clone = clones.create({ bom: CANDIDATE })
  const { code, stderr } = await clone.release(...FLIP, '--tag', NEWER.tag)
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `Nothing was changed: the flip of prod is refused.\n  ${fileOf('bom')}: slots.green.tag: expected 1.5.1, as --tag says, found 1.5.0\n`,
  })
  await clone.done(...FLIP, '--tag', NEW.tag)
})

it('I154 a bump writes tag, digest and size of the idle slot, keeps comments and form, and does nothing twice', async () => {
  // Windows line ends; and what stands in quotes stays in them.
  const text = releaseText().replaceAll('\n', '\r\n')
  const quoted = (green: typeof NEW) =>
    releaseText({ green: { tag: `"${green.tag}"`, digest: `"${green.digest}"` }, replicas: 4 })
  const clone = clones.create({ bom: text, fra: quoted(NEWER), iad: text })
  expect(await clone.done(...bump(NEW))).toContain('Put 1.5.0 into the idle slots of prod in bom, fra, iad')
  expect(clone.read(fileOf('bom'))).toBe(CANDIDATE.replaceAll('\n', '\r\n'))
  expect(clone.read(fileOf('fra'))).toBe(quoted(NEW))
  expect(clone.git('show', '--numstat', '--format=%B', 'HEAD')).toContain(
    `Nearside-Release: bump prod iad green 1.5.0\n\n\n3\t3\t${fileOf('bom')}`,
  )
  expect(await clone.done(...bump(NEW))).toBe('Nothing to do: it is as asked for already.\n')
  await clone.done(...bump(NEWER), '--region', 'bom', '--message', 'Try the next one')
  expect(clone.git('log', '-1', '--format=%s')).toBe('Try the next one\n')
})

it('I155 a bump of a tag that moves, of no digest or of what takes the traffic is refused', async () => {
  const clone = clones.create({ bom: releaseText() })
  const rows = [
    [
      { ...NEW, tag: 'latest' },
      2,
      'expected a version such as 1.5.0 or 1.5.0-rc.1, never a tag that moves such as latest; found "latest"',
    ],
    [{ ...NEW, tag: '1.5.0;reboot' }, 2, 'found "1.5.0;reboot"'],
    [{ ...NEW, digest: 'sha256:B0' }, 2, '64 hexadecimal digits in lower case; found "sha256:B0"'],
    [
      { ...NEW, digest: OLD.digest },
      1,
      'slots.blue.digest: expected another image than the one that takes the traffic',
    ],
    [{ ...NEW, tag: OLD.tag }, 1, 'slots.blue.tag: expected a tag that stands for one image for ever'],
  ] as const
  for (const [image, code, sentence] of rows)
    expect(await clone.release(...bump(image))).toMatchObject({
      code,
      stderr: expect.stringContaining(sentence),
    })
  expect(clone.git('rev-list', '--count', 'HEAD')).toBe('1\n')
  await clone.done(...bump(OLD), '--force')
  expect(clone.git('log', '-1', '--format=%B')).toContain('Forced against infra/')
})

it('I156 a dry run prints the diff that would be, and changes nothing', async () => {
  const clone = clones.create({ bom: CANDIDATE })
  const text = await clone.done(...FLIP, '--dry-run')
  expect(text).toContain('Nothing was changed: a dry run. It would be: Flip prod to 1.5.0 in bom.')
  const diff = text.slice(text.indexOf('---'))
  expect(clone.git('status', '--porcelain')).toBe('')
  writeFileSync(join(clone.dir, '..', 'dry.diff'), diff)
  clone.git('apply', join(clone.dir, '..', 'dry.diff'))
  expect(clone.read(fileOf('bom'))).toBe(CANDIDATE.replace('activeSlot: blue', 'activeSlot: green'))
  expect(JSON.parse(await clone.done('status', '--json')).environments[0].regions[0].dirty).toBe(true)
})

it('I157 nothing is written where a commit would go astray: changed files, links, no branch, a merge, no author, a hook that says no, another one at work', async () => {
  const refuses = async (clone: ReturnType<Clones['create']>, sentence: string, ...more: string[]) => {
    const before = clone.git('status', '--porcelain')
    const ran = await clone.release(...FLIP, ...more)
    expect(ran).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(sentence) })
    expect(clone.git('status', '--porcelain')).toBe(before)
    expect(clone.git('log', '-1', '--format=%s')).toBe('Begin\n')
  }
  const clone = clones.create({ bom: CANDIDATE, iad: CANDIDATE })
  clone.write(fileOf('bom'), `${CANDIDATE}# later\n`)
  await refuses(clone, `found changes in\n  ${fileOf('bom')}\n`)
  clone.git('checkout', '--quiet', '.')

  const lock = join(clone.dir, '.git/index.lock')
  writeFileSync(lock, '')
  await refuses(clone, 'Another git is at work in this clone, or one has left its lock behind')
  renameSync(lock, join(clone.dir, '.git/nearside-release.lock'))
  await refuses(clone, 'an earlier nearside release was killed in this clone')
  writeFileSync(join(clone.dir, '.git/nearside-release.lock'), String(process.pid))
  await refuses(clone, `another nearside release is at work in this clone (process ${process.pid})`)
  renameSync(join(clone.dir, '.git/nearside-release.lock'), join(clone.dir, '.git/MERGE_HEAD'))
  await refuses(clone, 'a merge is under way')
  renameSync(join(clone.dir, '.git/MERGE_HEAD'), join(clone.dir, '.git/nothing'))

  clone.git('config', '--unset', 'user.email')
  await refuses(clone, 'expected user.name and user.email in the config of git')
  clone.git('config', 'user.email', 'ana@near.example')
  const hook = join(clone.dir, '.git/hooks/pre-commit')
  mkdirSync(join(hook, '..'), { recursive: true })
  writeFileSync(hook, '#!/bin/sh\necho not today >&2\nexit 1\n', { mode: 0o755 })
  await refuses(clone, 'git commit has failed:\nnot today')
  renameSync(hook, `${hook}.off`)
  clone.git('checkout', '--quiet', '--detach')
  await refuses(clone, 'found a detached HEAD')
  clone.git('checkout', '--quiet', 'main')
  await refuses(
    clone,
    'expected a branch that knows where it is pushed, found main without an upstream',
    '--push',
  )

  const folder = join(clone.dir, 'infra/gitops/values/region-app/releases')
  renameSync(folder, `${folder}-elsewhere`)
  symlinkSync('releases-elsewhere', folder)
  await refuses(clone, 'expected a file of this clone, found a symbolic link')
})

it('I158 an environment, a region or a clone that is not there is told, and none leads out of the clone', async () => {
  const clone = clones.create({ bom: CANDIDATE })
  mkdirSync(join(clone.dir, 'none'))
  const rows = [
    [['flip', '--env', 'test'], '--env: expected one of prod, found "test"'],
    [['flip', '--env', '../prod'], 'expected the name of an environment such as prod, found "../prod"'],
    [
      ['flip', '--env', 'prod', '--region', 'bom,xyz'],
      '--region: expected regions of prod (bom), found "xyz"',
    ],
    [['flip', '--env', 'prod', '--region', '../bom'], 'expected a region\'s id such as bom, found "../bom"'],
    [['flip', '--env', 'prod', '--why', 'a\nNearside-Release: x'], 'expected one line of text'],
    [['flip'], "required option '--env <name>' not specified"],
    [['status', '--repo', '/'], 'Expected a clone of this project, found none at /'],
    [['status', '--repo', '/nope'], '--repo: expected a folder, found nothing at /nope'],
  ] as const
  for (const [args, sentence] of rows) {
    const repo = (args as readonly string[]).includes('--repo') ? [] : ['--repo', clone.dir]
    const { code, stdout, stderr } = await nearside(['release', ...args, ...repo, '--json'])
    expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: '' })
    expect(JSON.parse(stderr)).toMatchObject({ exitCode: 2, error: expect.stringContaining(sentence) })
  }
  for (const name of ['status', 'bump', 'flip', 'rollback', 'retire'])
    expect((await nearside(['release', name, '--help'])).stdout).toMatch(/Examples?:\n {2}\S/)
})

it('I159 a release file that is not valid is refused with each key, the expected and the found', async () => {
  const rows = [
    ['activeSlot: blue ', 'activeSlot: red ', 'activeSlot: expected one of blue, green, found "red"'],
    [
      'tag: 1.4.2',
      'tag: 1.4',
      'slots.blue.tag: expected a text in one line, in quotes where it looks like a number, found 1.4',
    ],
    ['    replicas: 4\n  green', '  green', 'slots.blue.replicas: expected a whole number, found nothing'],
    ['replicas: 0', 'replicas: -1', 'slots.green.replicas: expected a whole number, found -1'],
    ['tag: ""', 'tag: |\n      1.5.0', 'slots.green.tag: expected a text in one line'],
    ['tag: 1.4.2', 'tag: &it 1.4.2\n    other: *it', 'expected every value written out, found an alias'],
    ['slots:', 'slots: [', 'expected one document of YAML, found'],
  ] as const
  const texts = rows.map(([from, to]) => releaseText().replace(from, to))
  const clone = clones.create(Object.fromEntries(texts.map((text, index) => [`aa${'abcdefg'[index]}`, text])))
  const refused = await clone.release(...FLIP)
  const shown = await clone.release('status')
  expect([refused.code, shown.code]).toEqual([1, 1])
  for (const [, , sentence] of rows) {
    expect(refused.stderr).toContain(sentence)
    expect(shown.stdout).toContain(sentence)
  }
})
