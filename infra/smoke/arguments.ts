import { Command, InvalidArgumentError, Option } from 'commander'
import { REGION_ID } from '../../protocol/region-id.ts'

export type SmokeOptions = {
  readonly origin: string
  readonly region: string
  readonly slot: 'preview' | 'active'
  /** Undefined: whichever is there. */
  readonly release?: string
  readonly path: string
  readonly timeoutMs: number
  readonly intervalMs: number
  readonly json?: boolean
}

/** @throws CommanderError, which has been told, for wrong use and for `--help`. */
export function readArguments(args: readonly string[]): SmokeOptions {
  return new Command('npx node infra/smoke/main.ts')
    .description(
      'Tries one slot of one region from outside, signed as the gateway signs: waits until the release is ready there, then sees that it lives, refuses what is not signed for it, and reads from its database. It writes nothing. The key is that of the region, in SIGNING_KEYS (`nearside keys`).',
    )
    .requiredOption('--origin <url>', 'where the region answers', parseOrigin)
    .requiredOption('--region <id>', 'its id, as in bom', parseRegion)
    .addOption(
      new Option('--slot <slot>', 'the one that takes the traffic, or the other one')
        .choices(['preview', 'active'])
        .default('preview'),
    )
    .option('--release <tag>', 'wait for this one (default: whichever is there)')
    .option('--path <path>', 'what is read', parsePath, '/api/products?limit=1')
    .option('--timeout-ms <n>', 'how long the release may take to be ready', parseMs, 300_000)
    .option('--interval-ms <n>', 'how often is looked whether it is', parseMs, 2_000)
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Exit codes:
  0  all as expected
  1  not so
  2  wrong use
Example:
  SIGNING_KEYS=… npx node infra/smoke/main.ts --origin https://bom.origin.nearside.example --region bom --release 1.5.0`,
    )
    .allowExcessArguments(false)
    .exitOverride()
    .parse([...args], { from: 'user' })
    .opts<SmokeOptions>()
}

function parseOrigin(text: string): string {
  const url = URL.parse(text)
  const isHere = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url?.hostname ?? '')
  if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && isHere))) return url.origin
  throw new InvalidArgumentError(`expected an https:// URL, found "${text}".`)
}

function parseRegion(text: string): string {
  if (REGION_ID.test(text)) return text
  throw new InvalidArgumentError(`expected a region's id such as bom, found "${text}".`)
}

function parsePath(text: string): string {
  if (/^\/[\x21-\x7e]*$/.test(text)) return text
  throw new InvalidArgumentError(`expected a path that starts with "/", found "${text}".`)
}

function parseMs(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  throw new InvalidArgumentError(`expected milliseconds, from 1 to 9999999; found "${text}".`)
}
