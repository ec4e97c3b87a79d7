import { afterAll, expect, inject, it } from 'vitest'
import { startLoad } from '../support/load.ts'
import { from } from '../support/planet.ts'
import { nearsideProcess, type Ran } from '../unit/cli/stand-in.ts'

const nearside = (...args: string[]): Promise<Ran> =>
  // The token is the planet's own, found by its state folder.
  nearsideProcess([...args, '--url', inject('planet').url], { env: { NEARSIDE_TOKEN: '' } })

const restore = async (...regions: readonly string[]) => {
  for (const region of regions) await nearside('restore', region)
}
afterAll(() => restore('bom', 'fra'))

it('Y50 under load from three cities a drain and a restore hold everywhere, as a number, and no request fails', async () => {
  const load = startLoad(['bom', 'fra', 'sin'])
  try {
    const drained = await nearside('drain', 'bom', '--for', '1h', '--why', 'test', '--wait')
    expect(drained).toMatchObject({ code: 0, stdout: expect.stringMatching(HOLDS) })
    load.mark('drained')
    await expect.poll(() => load.served('drained').length, PATIENCE).toBeGreaterThan(30)
    expect(load.served('drained').map(({ region }) => region)).not.toContain('bom')

    const restored = await nearside('restore', 'bom', '--wait')
    expect(restored).toMatchObject({ code: 0, stdout: expect.stringMatching(HOLDS) })
    load.mark('restored')
    const inMumbai = () =>
      load.served('restored').find(({ city, region }) => city === 'bom' && region === 'bom')
    await expect.poll(inMumbai, PATIENCE).toBeDefined()
  } finally {
    await load.stop()
  }
  expect(load.served().filter(({ status }) => status !== 200)).toEqual([])
})

const PATIENCE = { timeout: 20_000 }
const HOLDS = /It holds everywhere: 9 of 9 cities after \d+\.\d s\.\n$/

it('Y51 draining the last region is refused with 1 and the rule’s name, forced or not, and traffic goes on', async () => {
  for (const region of ['bom', 'fra'])
    expect(await nearside('drain', region, '--why', 'test', '--force')).toMatchObject({ code: 0 })
  const last = await nearside('drain', 'iad', '--why', 'test', '--force')
  expect(last).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/ {2}last-region: .*expected.*found/),
  })
  expect(await from('bom', '/api/products?limit=1')).toMatchObject({ status: 200 })
  await restore('bom', 'fra')
})

it('Y52 explain says by a city’s own gateway where its requests go, and they do', async () => {
  const saidAndDone = async () => {
    const { stdout } = await nearside('explain', '--from', 'bom', '--path', '/api/products', '--json')
    const { learnedIn, attempts } = JSON.parse(stdout)
    const { region } = await from('bom', '/api/products?limit=1')
    return { learnedIn, first: attempts[0].region, does: region }
  }
  // Once what the drains and the load before it have taught has faded.
  await expect.poll(saidAndDone, PATIENCE).toEqual({ learnedIn: 'BOM', first: 'bom', does: 'bom' })
})

it('Y53 whatif tells from the latest requests who would move where, and changes nothing', async () => {
  for (let count = 0; count < 5; count += 1) await from('bom', '/api/products?limit=1')
  const moves = async () => {
    const { stdout, code } = await nearside('whatif', 'drain', 'bom', '--json')
    expect(code).toBe(0)
    return JSON.parse(stdout).moves
  }
  // An isolate reports every few seconds.
  await expect
    .poll(moves, PATIENCE)
    .toContainEqual(expect.objectContaining({ colo: 'BOM', intent: 'read', from: 'bom' }))
  expect((await from('bom', '/api/products?limit=1')).region).toBe('bom')
})
