import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { PROJECT_DIR } from './build/cache.ts'
import { REGION_IDS } from './cities.ts'

/** What `npm start` was asked for. */
export type StartOptions = {
  readonly port: number
  readonly state: string
  readonly fresh: boolean
  /** The region with a second replica. */
  readonly twoReplicas?: string
}

/** Reads the command line. Ends the process with help or with an error that names the argument. */
export function readArguments(argv: readonly string[]): StartOptions {
  return new Command('npm start --')
    .description(
      'Boots the planet on this machine: a Postgres primary and two streaming replicas, three regional apps, the Worker in nine cities, and the real distances between them. Ctrl-C stops it.',
    )
    .option('--port <n>', 'port of the one URL; 0 takes any free one', parsePort, DEFAULT_PORT)
    .option('--state <folder>', 'where it keeps its data, secrets and logs', DEFAULT_STATE)
    .option('--fresh', 'start over: drop what an earlier planet left in that folder', false)
    .option(
      '--two-replicas <region>',
      `a second replica in this region, one of ${OTHERS.join(', ')}`,
      parseOther,
    )
    .helpOption('--help', 'show this')
    .showHelpAfterError('(npm start -- --help shows what there is)')
    .allowExcessArguments(false)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : WRONG_USE))
    .parse([...argv])
    .opts<StartOptions>()
}

/** Where a second replica may stand: not where the primary of a new planet does. */
const OTHERS: readonly string[] = REGION_IDS.slice(1)

/** As the `nearside` command ends. */
const WRONG_USE = 2

/** In the project, wherever it is started from. */
const DEFAULT_STATE = join(PROJECT_DIR, '.planet')

/** Of the planet's front. */
export const DEFAULT_PORT = 8787

/** @throws InvalidArgumentError for anything but a port number. */
export function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('expected a number from 0 to 65535.')
}

function parseOther(text: string): string {
  if (OTHERS.includes(text)) return text
  throw new InvalidArgumentError(`expected one of ${OTHERS.join(', ')}.`)
}
