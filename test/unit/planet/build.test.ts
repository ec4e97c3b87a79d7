import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { cached } from '../../../planet/build/cache.ts'
import { hashInputs } from '../../../planet/build/inputs.ts'
import { withBindings } from '../../../planet/build/mesh.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nearside-build-'))
  mkdirSync(join(dir, 'src/dist'), { recursive: true })
  writeFileSync(join(dir, 'src/a.ts'), 'a')
  writeFileSync(join(dir, 'src/dist/out.js'), 'out')
})
afterEach(() => rmSync(dir, { recursive: true }))

const hash = () => hashInputs(dir, ['src', 'lock.json'], ['src/dist'])

it.each<[string, () => void]>([
  ['changes', () => writeFileSync(join(dir, 'src/a.ts'), 'b')],
  ['is renamed', () => renameSync(join(dir, 'src/a.ts'), join(dir, 'src/b.ts'))],
  ['appears', () => writeFileSync(join(dir, 'lock.json'), '')],
])('L11 a build is another one when an input %s', (_, change) => {
  const before = hash()
  change()
  expect(hash()).not.toBe(before)
})

it('L11 a build is the same one when only its output changes', () => {
  const before = hash()
  writeFileSync(join(dir, 'src/dist/out.js'), 'other')
  expect(hash()).toBe(before)
})

it('L11 a build is made once, and one that fails leaves nothing that looks like it', async () => {
  const name = `test${process.pid}`
  let made = 0
  const make = async (out: string) => {
    made += 1
    writeFileSync(join(out, 'index.js'), '')
  }
  try {
    await expect(cached(name, 'a', () => Promise.reject(new Error('does not compile')))).rejects.toThrow(
      'compile',
    )
    const built = await cached(name, 'a', make)
    expect(await cached(name, 'a', make)).toBe(built)
    expect(made).toBe(1)
    expect(existsSync(join(built, 'index.js'))).toBe(true)
    const next = await cached(name, 'b', make)
    expect([existsSync(built), existsSync(next)]).toEqual([false, true])
  } finally {
    rmSync(await cached(name, 'b', make), { recursive: true })
  }
})

it('L12 the planet changes how the regions of the deployed config are reached, and nothing else', () => {
  const vars = {
    primary: 'iad',
    regions: [
      { id: 'iad', origin: 'https://a', latitude: 1 },
      { id: 'bom', origin: 'https://b' },
      { id: 'fra', binding: 'FRA' },
      { id: 'sin', binding: 'SIN' },
    ],
  }
  expect(withBindings(vars, { iad: 'REGION_IAD', fra: 'REGION_FRA' })).toEqual({
    primary: 'iad',
    regions: [
      { id: 'iad', binding: 'REGION_IAD', latitude: 1 },
      { id: 'bom', origin: 'https://b' },
      { id: 'fra', binding: 'REGION_FRA' },
      { id: 'sin', binding: 'SIN' },
    ],
  })
})
