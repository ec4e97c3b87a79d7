import { expect, it } from 'vitest'
import type { Advised } from '../../../cli/advise-text.ts'
import { nearside } from './stand-in.ts'

it('B79 advise ranks cities by what a request saves, with what each takes over and what it costs in writes', async () => {
  const args = ['advise', '--regions', 'iad,bom,fra', '--candidates', 'nrt,gru,fra', '--writes', '20%']
  const { stdout, code } = await nearside(args)
  expect(code).toBe(0)
  expect(stdout).toMatch(/^Add nrt \(Tokyo\): a request is [\d.]+ ms quicker on average/)
  expect(stdout).toContain('(iad, bom, fra, primary iad, 20% writes)')
  expect(stdout).toMatch(/gru São Paulo +│ +[\d.]+ +│.*│ [+−][\d.]+ +│ [\d.]+% +│ iad/)
  for (const line of stdout.split('\n').filter((text) => /^[┌│└├]/.test(text)))
    expect(line.length).toBeLessThanOrEqual(100)

  const advised: Advised = JSON.parse((await nearside([...args, '--json'])).stdout)
  expect(advised.candidates.map(({ region }) => region)).toEqual(['nrt', 'gru'])
  expect(advised.candidates[0]?.reads.p50).toBeLessThan(advised.now.reads.p50)
  expect(advised.candidates[0]).toMatchObject({ name: 'Tokyo', from: 'bom' })
})

it('B79 advise takes the regions of wrangler.toml where none are named, and names a code that is no city', async () => {
  const { stdout } = await nearside(['advise', '--candidates', 'sin', '--except', 'CN', '--json'])
  expect(JSON.parse(stdout)).toMatchObject({
    regions: ['iad', 'bom', 'fra'],
    primary: 'iad',
    writeShare: 0.1,
  })
  const { code, stderr } = await nearside(['advise', '--regions', 'iad,xxx'])
  expect(code).toBe(2)
  expect(stderr).toContain('found "xxx"')
})
