/** Options that several commands share, and how their values are read. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { DEFAULT_PORT } from '../planet/arguments.ts'
import { REGION_ID } from '../protocol/region-id.ts'
import { parseDuration } from './units.ts'

export type Common = { readonly url: string; readonly json?: boolean }
export type AsOperator = Common & { readonly tokenFile?: string | undefined }

export function common(command: Command): Command {
  return command
    .addOption(
      new Option('--url <url>', 'where the gateway answers')
        .env('NEARSIDE_URL')
        .default(`http://localhost:${DEFAULT_PORT}`)
        .argParser(parseUrl),
    )
    .option('--json', 'print one JSON document; errors as JSON, too')
}

/** For commands that need an operator's token. It is never an argument: those can be seen in the list of processes. */
export function asOperator(command: Command): Command {
  return common(command).option(
    '--token-file <file>',
    "holds the operator's token, - for stdin (default: NEARSIDE_TOKEN; for a planet on this machine its own)",
  )
}

export function parseUrl(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text
  throw new InvalidArgumentError(`expected an https:// URL, found "${text}".`)
}

/** Several may be given. */
export function parseUrls(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, parseUrl(text)]
}

export function parseTime(text: string): number {
  const ms = parseDuration(text)
  if (ms !== undefined) return ms
  throw new InvalidArgumentError(`expected a time such as 90s, 30m, 2h or 1d, found "${text}".`)
}

export function parseRegion(text: string): string {
  if (REGION_ID.test(text)) return text
  throw new InvalidArgumentError(`expected a region's id such as bom, found "${text}".`)
}

export function parseCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError(`expected a whole number, found "${text}".`)
}
