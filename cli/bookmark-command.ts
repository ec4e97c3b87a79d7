/** `nearside bookmark decode`: what a bookmark says. Needs no gateway. */
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { type Bookmark, parseBookmark, readBookmark } from '../protocol/bookmark.ts'
import { formatLsn } from '../protocol/position.ts'
import type { SigningKey } from '../protocol/signature.ts'
import { parseSigningKeys } from '../protocol/signing-keys.ts'
import { CliFailure, Told } from './exit.ts'
import { show } from './show.ts'

type DecodeOptions = { readonly keysFile?: string; readonly json?: boolean }
type Checked = 'ours' | 'forged' | 'not checked'

export function bookmarkCommand(): Command {
  const bookmark = new Command('bookmark').description('look into bookmarks')
  bookmark
    .command('decode')
    .description('what bookmarks say: the position that their holder has seen, and its last write')
    .argument('[text]', 'as in the header Nearside-Bookmark, - for stdin', '-')
    .option('--keys-file <file>', 'holds BOOKMARK_KEYS: check the signature, too')
    .option('--json', 'print one JSON document; errors as JSON, too')
    .addHelpText(
      'after',
      `
Examples:
  nearside bookmark decode AQHw…
  curl -si https://…/api/orders | grep -i ^nearside-bookmark | nearside bookmark decode
Exit code 1 where one is malformed or forged.`,
    )
    .action((text: string, { keysFile, json }: DecodeOptions) => {
      const keys = keysFile === undefined ? undefined : readKeys(keysFile)
      const decoded = textsOf(text === '-' ? readFile('-', 'text') : text).map((one) => decode(one, keys))
      show({ bookmarks: decoded }, json, ({ bookmarks }) => bookmarks.map(decodedText).join('\n\n'))
      if (decoded.some(({ signature }) => signature === 'forged')) throw new Told(1)
    })
  return bookmark
}

/** A whole line of headers may be pasted. */
function textsOf(text: string): readonly string[] {
  const texts = text
    .replace(/^\s*(?:set-cookie:|cookie:|nearside-bookmark\s*[:=])\s*/i, '')
    .split(/[\s,;]+/)
    .filter(Boolean)
  if (texts.length > 0) return texts
  throw new CliFailure('Expected a bookmark, found nothing.', 2)
}

function decode(text: string, keys: readonly SigningKey[] | undefined) {
  const bookmark = readBookmark(text)
  if (!bookmark) {
    const found = text.length > 80 ? `${text.slice(0, 77)}…` : text
    throw new CliFailure(`Expected a bookmark, 54 or 72 characters of base64url, found "${found}".`)
  }
  return { ...fields(bookmark), signature: check(text, keys) }
}

function check(text: string, keys: readonly SigningKey[] | undefined): Checked {
  if (!keys) return 'not checked'
  return parseBookmark(text, keys).ok ? 'ours' : 'forged'
}

function fields({ epoch, timeline, lsn, issuedMs, write }: Bookmark) {
  return {
    version: 1,
    database: epoch.toString(16).padStart(8, '0'),
    timeline,
    lsn: formatLsn(lsn),
    issued: new Date(issuedMs).toISOString(),
    write: write
      ? { tag: write.tag, written: new Date(write.writtenMs).toISOString(), readSince: write.readSince }
      : null,
  }
}

function decodedText({
  version,
  database,
  timeline,
  lsn,
  issued,
  write,
  signature,
}: ReturnType<typeof decode>) {
  const since = write?.readSince ? ', and something was read since' : ''
  return [
    `version     ${version}`,
    `database    ${database}`,
    `position    ${lsn} on timeline ${timeline}`,
    `issued      ${issued}`,
    `last write  ${write ? `${write.tag}, acknowledged ${write.written}${since}` : 'none'}`,
    `signature   ${SIGNATURES[signature]}`,
  ].join('\n')
}

const SIGNATURES: Readonly<Record<Checked, string>> = {
  ours: 'by one of these keys',
  forged: 'by none of these keys: forged, or of other keys',
  'not checked': 'not checked: --keys-file names the file with BOOKMARK_KEYS',
}

function readKeys(file: string): readonly SigningKey[] {
  const text = readFile(file, '--keys-file')
    .trim()
    .replace(/^BOOKMARK_KEYS=/, '')
  const parsed = parseSigningKeys(text)
  if (parsed.ok) return parsed.keys
  throw new CliFailure(`${file} does not hold BOOKMARK_KEYS: ${parsed.error}.`)
}

function readFile(file: string, what: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    throw new CliFailure(`${what}: can't read ${file} (${(error as NodeJS.ErrnoException).code})`, 2)
  }
}
