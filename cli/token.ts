/** Where the operator's token comes from. It appears in no output, no argument and no error. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { planetOn } from '../planet/lock.ts'
import { CliFailure } from './exit.ts'
import type { PlanetHere } from './planet-here.ts'

/** Told where a gateway knows no such token. */
export const WHERE_TOKENS_ARE =
  'A token is looked for in the file of --token-file, in NEARSIDE_TOKEN, and for a planet on this machine in its state folder.'

/** @returns the token and where it is from; undefined where there is none. */
export async function findToken(
  url: string,
  tokenFile: string | undefined,
  planet: () => Promise<PlanetHere | undefined>,
): Promise<{ readonly token: string; readonly from: string } | undefined> {
  if (tokenFile !== undefined) {
    const from = tokenFile === '-' ? 'stdin' : tokenFile
    return checked(readOrFail(tokenFile, from), from)
  }
  const { NEARSIDE_TOKEN } = process.env
  if (NEARSIDE_TOKEN) return checked(NEARSIDE_TOKEN, 'NEARSIDE_TOKEN')
  const here = await planet()
  const text = here && isItsFolder(url, here.stateDir) ? read(join(here.stateDir, PLANET_FILE)) : undefined
  return text === undefined ? undefined : checked(text, "the planet's state folder")
}

/** Whatever listens there may name any folder: it is believed where the planet that runs on that folder says the same. */
function isItsFolder(url: string, stateDir: string): boolean {
  const planet = planetOn(stateDir)
  return planet !== undefined && new URL(planet).port === new URL(url).port
}

const PLANET_FILE = 'operator-token'

/** What a header can't carry would be quoted by the error that says so. */
function checked(text: string, from: string) {
  const token = text.trim()
  if (/^[\x21-\x7e]+$/.test(token)) return { token, from }
  throw new CliFailure(`${from}: expected one token, printable and without spaces, found something else.`, 2)
}

function readOrFail(file: string, from: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    throw new CliFailure(`--token-file: can't read ${from} (${(error as NodeJS.ErrnoException).code})`, 2)
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
