import { chmodSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  CANDIDATE,
  type Clones,
  fileOf,
  type NEW,
  NEWER,
  OLD,
  openClones,
  type TestClone,
} from './release-clone.ts'

let clones: Clones
beforeAll(() => {
  clones = openClones()
})
afterAll(() => clones[Symbol.dispose]())

const FLIP = ['flip', '--env', 'prod']
const ROLLBACK = ['rollback', '--env', 'prod']
const RETIRE = ['retire', '--env', 'prod']
const bump = ({ tag, digest }: typeof NEW, ...more: string[]) => [
  ...['bump', '--env', 'prod', '--tag', tag, '--digest', digest],
  ...more,
]
const refusal = async (clone: TestClone, ...args: string[]) => {
  const before = clone.git('rev-parse', 'HEAD')
  const { code, stderr } = await clone.release(...args)
  expect(code).toBe(1)
  expect(clone.git('rev-parse', 'HEAD')).toBe(before)
  expect(clone.git('status', '--porcelain')).toBe('')
  return stderr
}

it('I160 a rollback undoes the last flip by a commit of its own: the file is as it was', async () => {
  const clone = clones.create({ bom: CANDIDATE, iad: CANDIDATE })
  await clone.done(...FLIP)
  const text = await clone.done(...ROLLBACK, '--region', 'bom')
  expect(text).toContain('Roll prod back to 1.4.2 in bom')
  expect(text).toContain(
    '-activeSlot: green   # takes the traffic\n+activeSlot: blue   # takes the traffic\n',
  )
  expect(clone.read(fileOf('bom'))).toBe(CANDIDATE)
  expect(clone.read(fileOf('iad'))).not.toBe(CANDIDATE)
  expect(clone.git('log', '-1', '--format=%B', '--numstat')).toContain(
    `Nearside-Release: rollback prod bom green->blue\n\n\n1\t1\t${fileOf('bom')}`,
  )
})

it('I161 without regions a rollback takes the release that was flipped last from wherever it has the traffic, and no other', async () => {
  const clone = clones.create({ bom: CANDIDATE, iad: CANDIDATE, fra: CANDIDATE })
  await clone.done(...FLIP)
  await clone.done(...bump(NEWER, '--region', 'bom,iad'))
  await clone.done(...FLIP, '--region', 'bom')
  await clone.done(...FLIP, '--region', 'iad')
  expect(await clone.done(...ROLLBACK)).toContain('Roll prod back to 1.5.0 in bom, iad')
  // Who presses twice does not take the release before it back, too.
  expect(await refusal(clone, ...ROLLBACK)).toMatch(
    /prod: activeSlot: expected a flip to undo, found rollback [0-9a-f]{8} of Ana as the last move/,
  )
})

it('I162 a rollback is refused where no flip is known or it is undone, and where the other slot is retired, holds another image or the file was changed by hand', async () => {
  const clone = clones.create({ bom: CANDIDATE, iad: CANDIDATE, fra: CANDIDATE, sin: CANDIDATE })
  expect(await refusal(clone, ...ROLLBACK, '--region', 'sin')).toContain('found no flip in the history')
  expect(await refusal(clone, ...ROLLBACK)).toContain('found no flip in the history')
  await clone.done(...FLIP)
  await clone.done(...RETIRE, '--region', 'bom')
  await clone.done(...bump(NEWER, '--region', 'iad'))
  clone.write(fileOf('fra'), CANDIDATE)
  clone.commit('Put fra back by hand')
  const again = `bump --env prod --region bom --tag ${OLD.tag} --digest ${OLD.digest}`
  const text = await refusal(clone, ...ROLLBACK, '--region', 'bom,fra,iad,sin')
  expect(text).toContain(
    `${fileOf('bom')}: slots.blue.replicas: expected at least 1, found 0: the slot is retired; \`${again}\` brings it up again, then roll back`,
  )
  expect(text).toMatch(
    /iad\.yaml: slots\.blue\.tag: expected 1\.4\.2 \(sha256:aaaaaaaa\), which ran before flip [0-9a-f]{8} of Ana, found 1\.5\.1 \(sha256:cccccccc\), put there since/,
  )
  expect(text).toMatch(
    /fra\.yaml: activeSlot: expected green, as flip \w+ of Ana left it, found blue: it was changed by hand/,
  )
  expect(text).not.toContain('sin.yaml')

  await clone.done(...again.split(' '))
  await clone.done(...ROLLBACK, '--region', 'bom')
  expect(await refusal(clone, ...ROLLBACK, '--region', 'bom')).toContain('the last flip is undone already')
})

it('I163 a flip does not go back to the release that traffic was just taken from, unless it is forced', async () => {
  const clone = clones.create({ bom: CANDIDATE, iad: CANDIDATE })
  await clone.done(...FLIP, '--region', 'bom')
  // The first region alone, then "all": that would bring the old release back in the first one.
  expect(await refusal(clone, ...FLIP)).toMatch(
    /bom\.yaml: slots\.blue\.tag: expected a release that traffic was not just taken from, found 1\.4\.2, which it left by flip \w+ of Ana; `rollback` goes back \(--force does it\)/,
  )
  await clone.done(...FLIP, '--force')
  expect(clone.read(fileOf('bom'))).toBe(CANDIDATE)
  expect(clone.git('log', '-1', '--format=%B')).toMatch(/^Forced against infra.*bom\.yaml: slots\.blue\.tag/m)
  // What was rolled back does not come again by itself, either.
  await clone.done(...ROLLBACK, '--region', 'iad')
  expect(await refusal(clone, ...FLIP, '--region', 'iad')).toContain('found 1.5.0, which it left by rollback')
})

it('I164 retire takes the replicas from the slot that traffic has left, says what that costs, and leaves alone what is still to be flipped', async () => {
  const clone = clones.create({ bom: CANDIDATE, iad: CANDIDATE })
  await clone.done(...FLIP, '--region', 'bom')
  expect(await refusal(clone, ...RETIRE)).toContain(
    `${fileOf('iad')}: slots.green.tag: expected a release that traffic was moved away from, found 1.5.0`,
  )
  const text = await clone.done(...RETIRE, '--region', 'bom')
  expect(text).toContain('Retire 1.4.2 in the idle slot of prod in bom')
  expect(text).toContain('-    replicas: 4\n+    replicas: 0\n')
  expect(text).toContain('A rollback is no longer instant')
  expect(await clone.done(...RETIRE, '--region', 'bom')).toBe('Nothing to do: it is as asked for already.\n')
})

it('I165 a push catches up first and is refused where somebody has changed the same region unseen; a bump goes over another candidate', async () => {
  const ana = clones.create({ bom: CANDIDATE, iad: CANDIDATE })
  const ben = clones.clone(ana)
  await ben.done(...FLIP, '--region', 'iad', '--push')
  const bens = ben.git('rev-parse', 'HEAD')
  const { code, stderr } = await ana.release(...FLIP, '--push')
  expect(code).toBe(1)
  expect(stderr).toMatch(
    /^Nothing was changed: somebody was quicker in iad\.\n {2}[0-9a-f]{8} Ben: Flip prod to 1\.5\.0 in iad\nThis clone has it now\./,
  )
  expect(ana.git('rev-parse', 'HEAD')).toBe(bens)

  await ben.done(...bump(NEWER, '--region', 'bom', '--push'))
  const pushed = await ana.done(...bump({ ...NEWER, tag: '1.5.2' }, '--region', 'bom', '--force', '--push'))
  expect(pushed).toContain('on main, pushed)')
  expect(pushed).not.toContain('git push')
  expect(ana.git('rev-parse', 'HEAD')).toBe(
    ana.git('ls-remote', 'origin', 'main').split('\t')[0]?.concat('\n'),
  )
})

it('I166 a push that is overtaken is decided on anew, over what the other has pushed; one that fails leaves the clone as it was', async () => {
  const ana = clones.create({ bom: CANDIDATE, iad: CANDIDATE })
  const ben = clones.clone(ana)
  // Between Ana's look at the remote and her push Ben's arrives, once.
  ben.write('other.txt', 'x')
  ben.commit('Do something else')
  ana.write(
    '.git/hooks/pre-push',
    `#!/bin/sh\nrm "$0"\nunset GIT_DIR GIT_INDEX_FILE\ngit -C '${ben.dir}' push --quiet\n`,
  )
  chmodSync(`${ana.dir}/.git/hooks/pre-push`, 0o755)
  ana.write('staged.txt', 'x')
  ana.git('add', 'staged.txt')
  expect(await ana.done(...FLIP, '--region', 'bom', '--push')).toContain('on main, pushed)')
  expect(ana.git('log', '--format=%an %s', 'origin/main')).toBe(
    'Ana Flip prod to 1.5.0 in bom\nBen Do something else\nAna Begin\n',
  )

  ana.write('.git/hooks/pre-push', '#!/bin/sh\necho "not on a Friday" >&2\nexit 1\n')
  chmodSync(`${ana.dir}/.git/hooks/pre-push`, 0o755)
  const before = ana.git('rev-parse', 'HEAD')
  const { code, stderr } = await ana.release(...FLIP, '--region', 'iad', '--push')
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('not on a Friday') })
  expect(stderr).toContain('The commit was taken back: this clone is as it was.')
  expect(ana.git('rev-parse', 'HEAD')).toBe(before)
  expect(ana.git('status', '--porcelain')).toBe('A  staged.txt\n')
})
