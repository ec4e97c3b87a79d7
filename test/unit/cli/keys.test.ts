import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { deriveBookmarkKey } from '../../../protocol/bookmark.ts'
import { deriveRegionKey } from '../../../protocol/signature.ts'

const nearside = (...args: string[]) => promisify(execFile)(process.execPath, ['cli/main.ts', ...args])
const parse = (value: string) => {
  const [id = '', secret = ''] = value.split(':')
  return { id, secret: Buffer.from(secret, 'base64') }
}

describe('nearside keys', () => {
  it('L16 makes a gateway secret, another one each time, and the key of each region derived from it', async () => {
    const [first, second] = await Promise.all(
      [1, 2].map(() => nearside('keys', '--json', '--region', 'iad,sin')),
    )
    const { gateway, regions } = JSON.parse(first?.stdout ?? '')
    expect(JSON.parse(second?.stdout ?? '').gateway).not.toBe(gateway)
    const { id, secret } = parse(gateway)
    expect(secret).toHaveLength(32)
    expect(Object.keys(regions)).toEqual(['iad', 'sin'])
    for (const region of ['iad', 'sin']) {
      const key = parse(regions[region])
      expect(key.id).toBe(id)
      expect(key.secret).toEqual(Buffer.from(deriveRegionKey(secret, id, region).secret))
    }
  })

  it('L16 derives the key of a region that joins later from the secret that is in use', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'nearside-keys-'))
    const secret = Buffer.alloc(32, 7)
    writeFileSync(
      join(dir, 'keys'),
      `SIGNING_KEYS=k1:${secret.toString('base64')},k0:${Buffer.alloc(32, 6).toString('base64')}\n`,
    )
    try {
      const { stdout } = await nearside('keys', '--json', '--from', join(dir, 'keys'), '--region', 'syd')
      const value = Buffer.from(deriveRegionKey(secret, 'k1', 'syd').secret).toString('base64')
      expect(JSON.parse(stdout).regions).toEqual({ syd: `k1:${value}` })
    } finally {
      rmSync(dir, { recursive: true })
    }
  })

  it('L106 makes the key of bookmarks of the same secret, one for all regions, and derives it again', async () => {
    const { stdout } = await nearside('keys', '--json', '--region', 'iad,sin')
    const { gateway, bookmarks } = JSON.parse(stdout)
    const { id, secret } = parse(gateway)
    expect(parse(bookmarks)).toEqual({ id, secret: Buffer.from(deriveBookmarkKey(secret, id).secret) })
    const dir = mkdtempSync(join(tmpdir(), 'nearside-keys-'))
    writeFileSync(join(dir, 'keys'), gateway)
    try {
      const again = await nearside('keys', '--from', join(dir, 'keys'), '--region', 'syd')
      expect(again.stdout).toContain(`# the app in every region\nBOOKMARK_KEYS=${bookmarks}\n`)
    } finally {
      rmSync(dir, { recursive: true })
    }
  })

  it('L16 without a list takes the regions of wrangler.toml', async () => {
    const { stdout } = await nearside('keys')
    expect(stdout.match(/^# the app in (\w+)$/gm)).toEqual(
      ['iad', 'bom', 'fra'].map((id) => `# the app in ${id}`),
    )
    expect(stdout.match(/^SIGNING_KEYS=k\d{8}:[A-Za-z0-9+/]{43}=$/gm)).toHaveLength(4)
  })
})

describe('the nearside command', () => {
  it.each([
    [['planet', 'stat'], 2, "unknown command 'stat'"],
    [['planet', 'status', '--jsno'], 2, "unknown option '--jsno'"],
    [['planet', 'fault', 'cut'], 2, "missing required argument 'region'"],
    [['planet', 'fault', 'cut'], 2, '(add --help to see what there is)'],
    [['planet', 'fault', 'slow', 'bom', '--ms', 'much'], 2, 'expected a number of milliseconds'],
    [['planet', 'fault', 'crash-db', 'bom', '--server', 'two'], 2, 'expected 1 or 2'],
    [['planet', 'fault', 'failover'], 2, "missing required argument 'region'"],
    [['keys', '--region', 'mumbai'], 2, 'expected IATA codes'],
    [['keys', '--from', '/nope'], 2, "--from: can't read /nope (ENOENT)\n"],
    [['keys', '--from', 'package.json'], 1, "does not hold a gateway's SIGNING_KEYS"],
    [['planet', 'status', '--url', 'http://127.0.0.1:9'], 3, 'No planet answers at http://127.0.0.1:9'],
  ])('L17 %j ends with %i and a word on why', async (args, code, message) => {
    await expect(nearside(...args)).rejects.toMatchObject({
      code,
      stdout: '',
      stderr: expect.stringContaining(message),
    })
  })

  it('L17 --help ends with 0, and says what each fault does', async () => {
    const { stdout } = await nearside('planet', 'fault', '--help')
    expect(stdout).toContain('--link')
    for (const fault of [
      ...['crash-app', 'crash-db', 'cut', 'blackhole', 'slow', 'pause-replay'],
      ...['hold-replication', 'failover', 'return-primary'],
    ])
      expect(stdout).toMatch(new RegExp(`^  ${fault} +\\S`, 'm'))
  })
})
