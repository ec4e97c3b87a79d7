/**
 * Makes the secrets of one machine: `npm run -s nearside -- keys --json --region iad | npx node infra/compose/prepare.ts`. Passwords
 * that are there already stay, as where an earlier run was broken off: a database keeps those that it was made with.
 */
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What `nearside keys --json` prints. */
type Keys = {
  readonly gateway: string
  readonly bookmarks: string
  readonly regions: Readonly<Record<string, string>>
}

const SECRETS_DIR = join(import.meta.dirname, 'secrets')
const PASSWORD_BYTES = 32

/**
 * @param text what `nearside keys --json --region <id>` printed.
 * @returns what is still to be done, a line each.
 * @throws Error where the text is something else, or where all secrets are there already.
 */
export function prepare(text: string, dir: string = SECRETS_DIR): readonly string[] {
  const { gateway, bookmarks, regions } = parseKeys(text)
  const [[region, signing], ...others] = Object.entries(regions) as [[string, string], ...[string, string][]]
  if (others.length > 0)
    throw new Error(
      `expected the keys of one region, found ${Object.keys(regions).join(', ')}: add --region <id>`,
    )
  if (existsSync(join(dir, 'app.env')))
    throw new Error(
      `${join(dir, 'app.env')} is there already; to change keys, edit SIGNING_KEYS and BOOKMARK_KEYS in it`,
    )

  const url = (login: string, secret: string) => `postgres://${login}:${secret}@database:5432/nearside`
  // Nobody else of this machine comes into the folder; in it the files are readable, since each container has a user of its own.
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  chmodSync(dir, 0o700)
  keepPassword(dir, 'postgres-password')
  const owner = keepPassword(dir, 'owner-password')
  const read = keepPassword(dir, 'read-password')
  const write = keepPassword(dir, 'write-password')
  put(dir, 'owner.env', lines({ DATABASE_URL: url('nearside_owner', owner) }))
  // Last: it says that the others are there.
  put(
    dir,
    'app.env',
    lines({
      DATABASE_READ_URL: url('nearside_read', read),
      DATABASE_WRITE_URL: url('nearside_write', write),
      SIGNING_KEYS: signing,
      BOOKMARK_KEYS: bookmarks,
    }),
  )
  return [
    `the region ${region} has its secrets in ${dir}; REGION=${region} goes into .env`,
    `the tunnel's token goes into ${join(dir, 'tunnel-token')}`,
    `npx wrangler secret put SIGNING_KEYS asks for the gateway's secret; it is kept nowhere here, and is what follows:`,
    gateway,
  ]
}

/** @returns the password that the file holds, made now where there is none. */
function keepPassword(dir: string, name: string): string {
  if (existsSync(join(dir, name))) return readFileSync(join(dir, name), 'utf8')
  const password = randomBytes(PASSWORD_BYTES).toString('base64url')
  put(dir, name, password)
  return password
}

/** Whole or not at all: who is broken off leaves no half of a password. */
function put(dir: string, name: string, content: string): void {
  const file = join(dir, name)
  rmSync(`${file}.new`, { force: true })
  writeFileSync(`${file}.new`, content, { mode: 0o444, flag: 'wx' })
  renameSync(`${file}.new`, file)
}

function parseKeys(text: string): Keys {
  const wanted = 'expected what `npm run -s nearside -- keys --json --region <id>` prints'
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch {
    throw new Error(`${wanted}, found no JSON`)
  }
  const { gateway, bookmarks, regions } = (found ?? {}) as Partial<Keys>
  if (typeof gateway !== 'string' || typeof bookmarks !== 'string' || Object.keys(regions ?? {}).length === 0)
    throw new Error(`${wanted}, found JSON without gateway, bookmarks and regions`)
  return { gateway, bookmarks, regions: regions ?? {} }
}

function lines(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

if (import.meta.main) {
  try {
    for (const line of prepare(readFileSync(0, 'utf8'))) console.log(line)
  } catch (error) {
    console.error(`no secrets: ${error instanceof Error ? error.message : error}`)
    process.exitCode = 1
  }
}
