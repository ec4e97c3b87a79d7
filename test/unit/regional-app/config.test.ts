import { expect, it } from 'vitest'
import { readConfig } from '../../../regional-app/config.ts'

const KEY = Buffer.alloc(32, 1).toString('base64')
const GOOD = {
  REGION: 'bom',
  PORT: '8080',
  DATABASE_READ_URL: 'postgres://reader:secret@localhost/nearside, postgres://reader:secret@second/nearside',
  DATABASE_WRITE_URL: 'postgresql://writer:secret@primary/nearside',
  SIGNING_KEYS: `k1:${KEY},k2:${KEY}`,
  BOOKMARK_KEYS: `b1:${KEY}`,
}

it('R1 a complete environment becomes a config, with defaults for what may be left out', () => {
  const read = readConfig({ ...GOOD, UNRELATED: 'x' })
  expect(read).toMatchObject({
    ok: true,
    config: {
      REGION: 'bom',
      PORT: 8080,
      HOST: '0.0.0.0',
      LOG_LEVEL: 'info',
      DRAIN_GRACE_MS: 2_000,
      DRAIN_TIMEOUT_MS: 10_000,
      WRITE_CONNECTIONS: 8,
    },
  })
  expect(read.ok && [...read.config.SIGNING_KEYS.keys()]).toEqual(['k1', 'k2'])
  expect(read.ok && read.config.DATABASE_READ_URL).toEqual([
    'postgres://reader:secret@localhost/nearside',
    'postgres://reader:secret@second/nearside',
  ])
  expect(read.ok && read.config.SIGNING_KEYS.get('k1')?.secret).toHaveLength(32)
})

it('R2 one start names every missing variable and what it expects', () => {
  expect(readConfig({})).toMatchInlineSnapshot(`
    {
      "errors": [
        "REGION is missing, expected an IATA code in lower case, such as bom",
        "PORT is missing, expected an integer from 0 to 65535",
        "DATABASE_READ_URL is missing, expected postgres:// URLs with commas between",
        "DATABASE_WRITE_URL is missing, expected postgres:// URLs with commas between",
        "SIGNING_KEYS is missing, expected id:base64 of 32 bytes, several with commas between",
        "BOOKMARK_KEYS is missing, expected id:base64 of 32 bytes, the first one signs",
      ],
      "ok": false,
    }
  `)
})

it.each([
  ['REGION', 'Bom'],
  ['REGION', 'mumbai'],
  ['RELEASE', ''],
  ['RELEASE', '1.4.2 or so'],
  ['PORT', '80a'],
  ['PORT', '65536'],
  ['HOST', ''],
  ['DATABASE_READ_URL', 'mysql://localhost'],
  ['DATABASE_READ_URL', 'postgres://localhost,localhost'],
  ['DATABASE_READ_URL', 'postgres://localhost/nearside?sslmode=require'],
  [
    'DATABASE_WRITE_URL',
    'postgres://localhost/nearside?sslmode=verify-full,postgres://far/nearside?sslmode=prefer',
  ],
  ['DATABASE_READ_URL', 'postgres://localhost/nearside?sslrootcert=/ca.crt'],
  ['DATABASE_WRITE_URL', ''],
  ['SIGNING_KEYS', 'k1:short'],
  ['SIGNING_KEYS', `k1:${KEY},`],
  ['SIGNING_KEYS', `k1:${KEY},k1:${KEY}`],
  ['BOOKMARK_KEYS', KEY],
  ['LOG_LEVEL', 'loud'],
  ['DRAIN_GRACE_MS', '2s'],
  ['DRAIN_TIMEOUT_MS', '-1'],
  ['WRITE_CONNECTIONS', '0'],
])('R3 a bad %s is named alone, without its value', (name, value) => {
  const read = readConfig({ ...GOOD, [name]: value })
  expect(read).toEqual({
    ok: false,
    errors: [expect.stringMatching(new RegExp(`^${name} is bad, expected `))],
  })
})
