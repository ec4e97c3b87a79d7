/** `nearside advise`: which region to add next, by the gateway's own routing on a model of the world. Nothing is asked of a gateway. */
import { Command, InvalidArgumentError } from 'commander'
import { BenchError } from '../bench/bench-error.ts'
import { advise } from '../bench/world/advise.ts'
import { CANDIDATES } from '../bench/world/candidates.ts'
import { readCities, type WorldCity } from '../bench/world/cities.ts'
import { meshOf } from '../bench/world/mesh.ts'
import { sitesOf } from '../bench/world/sites.ts'
import { readMesh } from '../planet/build/mesh.ts'
import { PlanetError } from '../planet/planet-error.ts'
import type { MeshConfig } from '../worker/config.ts'
import { type Advised, adviceOf, adviceText } from './advise-text.ts'
import { CliFailure } from './exit.ts'
import { parseRegion } from './options.ts'
import { show } from './show.ts'
import { parseShare } from './units.ts'

type AdviseOptions = {
  readonly regions?: readonly string[]
  readonly candidates?: readonly string[]
  readonly writes: number
  readonly except: readonly string[]
  readonly json?: boolean
}

export function adviseCommand(): Command {
  return new Command('advise')
    .description(
      'which region to add next: what the world would wait then, what the new one would take over, what it costs in writes; simulated, no gateway is asked',
    )
    .option('--regions <ids>', 'those there are, the primary first (default: wrangler.toml)', parseRegions)
    .option(
      '--candidates <ids>',
      'cities to choose from (default: 39 with several hosters)',
      parseRegions,
      CANDIDATES,
    )
    .option('--writes <share>', 'of the requests: 0.1 or 10%', parseWrites, 0.1)
    .option('--except <countries>', 'whose people are left out, as in CN', parseCountries, [])
    .option('--json', 'print one JSON document with all candidates; errors as JSON, too')
    .addHelpText(
      'after',
      `
Examples:
  nearside advise
  nearside advise --regions iad,bom,fra --candidates sin,gru,nrt,syd
  nearside advise --writes 30% --except CN --json`,
    )
    .action(async (options: AdviseOptions) => show(await advised(options), options.json, adviceText))
}

async function advised({
  regions,
  candidates = CANDIDATES,
  writes,
  except,
}: AdviseOptions): Promise<Advised> {
  const everywhere = readCities()
  const cities = everywhere.filter(({ country }) => !except.includes(country))
  const sites = sitesNamed(candidates, everywhere)
  const config = regions ? meshOf(sitesNamed(regions, everywhere)) : await deployed()
  return adviceOf(config, writes, advise({ config, cities }, sites, { writes, load: 'day' }))
}

function sitesNamed(ids: readonly string[], cities: readonly WorldCity[]): readonly WorldCity[] {
  try {
    return sitesOf(ids, cities)
  } catch (error) {
    throw error instanceof BenchError ? new CliFailure(error.message, 2) : error
  }
}

async function deployed(): Promise<MeshConfig> {
  try {
    return (await readMesh()).config
  } catch (error) {
    throw error instanceof PlanetError ? new CliFailure(error.message) : error
  }
}

function parseRegions(text: string): readonly string[] {
  const ids = text.split(',').map((id) => parseRegion(id.trim().toLowerCase()))
  return [...new Set(ids)]
}

function parseCountries(text: string): readonly string[] {
  const codes = text.split(',').map((code) => code.trim().toUpperCase())
  const wrong = codes.find((code) => !/^[A-Z]{2}$/.test(code))
  if (wrong === undefined) return codes
  throw new InvalidArgumentError(`expected codes of two letters such as CN, found "${wrong}".`)
}

function parseWrites(text: string): number {
  const share = parseShare(text)
  if (share !== undefined) return share
  throw new InvalidArgumentError(`expected a share such as 0.1 or 10%, found "${text}".`)
}
