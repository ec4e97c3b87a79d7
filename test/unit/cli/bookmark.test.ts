import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { formatBookmark } from '../../../protocol/bookmark.ts'
import { formatSigningKey } from '../../../protocol/signing-keys.ts'
import { NOON } from './samples.ts'
import { nearside, nearsideProcess } from './stand-in.ts'

const key = { id: 'k1', secret: new Uint8Array(32).fill(7) }
const other = { id: 'k2', secret: new Uint8Array(32).fill(8) }
const position = { epoch: 0xabcdef, timeline: 2, lsn: 0x16_b374_d848n, issuedMs: NOON }
const read = formatBookmark({ ...position, write: undefined }, key)
const written = formatBookmark(
  { ...position, write: { tag: '0123456789abcdef', writtenMs: NOON - 1000, readSince: true } },
  key,
)
const decoded = {
  ...{
    version: 1,
    database: '00abcdef',
    timeline: 2,
    lsn: '16/B374D848',
    issued: '2026-11-24T12:00:00.000Z',
  },
  write: { tag: '0123456789abcdef', written: '2026-11-24T11:59:59.000Z', readSince: true },
}

it('O19 bookmark decode tells position, time and last write of each bookmark of a header, without a gateway', async () => {
  const one = await nearside(['bookmark', 'decode', read])
  const stdin = `nearside-bookmark: ${read}, ${written}\r\n`
  const two = await nearsideProcess(['bookmark', 'decode', '--json'], { stdin })
  expect(one.stdout).toBe(`version     1
database    00abcdef
position    16/B374D848 on timeline 2
issued      2026-11-24T12:00:00.000Z
last write  none
signature   not checked: --keys-file names the file with BOOKMARK_KEYS
`)
  expect(JSON.parse(two.stdout)).toEqual({
    bookmarks: [
      { ...decoded, write: null, signature: 'not checked' },
      { ...decoded, signature: 'not checked' },
    ],
  })
})

it('O20 bookmark decode checks the signature by the keys that it is given, and ends with 1 where one is none of theirs', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'nearside-keys-')), 'keys')
  const checkedBy = async (signer: typeof key) => {
    writeFileSync(file, `BOOKMARK_KEYS=${formatSigningKey(signer)}\n`)
    return await nearside(['bookmark', 'decode', written, '--keys-file', file])
  }
  const [ours, forged] = [await checkedBy(key), await checkedBy(other)]
  rmSync(dirname(file), { recursive: true })
  const malformed = await nearside(['bookmark', 'decode', 'garbage'])
  expect(ours).toMatchObject({ code: 0, stdout: expect.stringContaining('by one of these keys') })
  expect(forged).toMatchObject({ code: 1, stdout: expect.stringContaining('by none of these keys') })
  expect(malformed).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('found "garbage"') })
})
