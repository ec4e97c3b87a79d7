/** `nearside keys`: the gateway's signing secret, the key that each region gets of it, and the key of all bookmarks. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Command, InvalidArgumentError } from 'commander'
import { readMesh } from '../planet/build/mesh.ts'
import { deriveBookmarkKey } from '../protocol/bookmark.ts'
import { REGION_ID } from '../protocol/region-id.ts'
import { deriveRegionKey, type SigningKey } from '../protocol/signature.ts'
import { formatSigningKey, parseSigningKeys, SECRET_BYTES } from '../protocol/signing-keys.ts'
import { CliFailure } from './exit.ts'

type KeysOptions = {
  readonly region?: readonly string[]
  readonly keyId?: string
  readonly from?: string
  readonly json: boolean
}

export function keysCommand(): Command {
  return new Command('keys')
    .summary("make the gateway's secret, regions' keys and the key of bookmarks")
    .description(
      "make a gateway secret, each region's key of it (values of SIGNING_KEYS; a region's key signs for that region alone) and the key of bookmarks (value of BOOKMARK_KEYS, the same for all regions). Nothing is kept: put them where they belong at once.",
    )
    .option(
      '--region <ids>',
      'only these regions, as in iad,bom (default: all of wrangler.toml)',
      parseRegions,
    )
    .option('--key-id <id>', 'name of the key on the wire (default: today, as in k20261122)', parseKeyId)
    .option(
      '--from <file>',
      "derive from the gateway's SIGNING_KEYS in this file (- for stdin), for a region that joins later",
    )
    .option('--json', 'print JSON', false)
    .addHelpText('after', EXAMPLES)
    .action(async (options: KeysOptions) => {
      const gateway = options.from === undefined ? newKey(options.keyId) : readKey(options.from)
      const regions = options.region ?? (await readMesh()).config.regions.map(({ id }) => id)
      const values = {
        gateway: formatSigningKey(gateway),
        bookmarks: formatSigningKey(deriveBookmarkKey(gateway.secret, gateway.id)),
        regions: Object.fromEntries(regions.map((id) => [id, regionValue(gateway, id)])),
      }
      console.log(options.json ? JSON.stringify(values, undefined, 2) : text(values))
    })
}

const EXAMPLES = `
Examples:
  nearside keys
  nearside keys --json --region iad,bom,fra
  nearside keys --from gateway-keys.txt --region sin
Rotation: regions take several keys separated by commas; give them the new one beside the old, then the gateway.`

type Values = {
  readonly gateway: string
  readonly bookmarks: string
  readonly regions: Readonly<Record<string, string>>
}

function text({ gateway, bookmarks, regions }: Values): string {
  const lines = Object.entries(regions).map(
    ([region, value]) => `# the app in ${region}\nSIGNING_KEYS=${value}`,
  )
  return [
    '# the gateway: wrangler secret put SIGNING_KEYS',
    `SIGNING_KEYS=${gateway}`,
    '# the app in every region',
    `BOOKMARK_KEYS=${bookmarks}`,
    ...lines,
  ].join('\n')
}

function newKey(id: string | undefined): SigningKey {
  const today = new Date().toISOString().slice(0, 10).replaceAll('-', '')
  return { id: id ?? `k${today}`, secret: randomBytes(SECRET_BYTES) }
}

/** The first key is the one that signs. */
function readKey(file: string): SigningKey {
  const parsed = parseSigningKeys(
    readText(file)
      .trim()
      .replace(/^SIGNING_KEYS=/, ''),
  )
  if (!parsed.ok) throw new CliFailure(`${file} does not hold a gateway's SIGNING_KEYS: ${parsed.error}.`)
  return parsed.keys[0]
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    throw new CliFailure(`--from: can't read ${file} (${(error as NodeJS.ErrnoException).code})`, 2)
  }
}

function regionValue({ id, secret }: SigningKey, region: string): string {
  return formatSigningKey(deriveRegionKey(secret, id, region))
}

function parseRegions(value: string): readonly string[] {
  const ids = value.split(',').map((id) => id.trim())
  if (ids.every((id) => REGION_ID.test(id))) return ids
  throw new InvalidArgumentError('expected IATA codes such as iad,bom.')
}

function parseKeyId(value: string): string {
  if (/^[\w.-]{1,64}$/.test(value)) return value
  throw new InvalidArgumentError('expected 1 to 64 letters, digits, dots, dashes or underscores.')
}
