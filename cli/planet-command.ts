/** `nearside planet …`: looks at a planet that runs, breaks it and mends it. */
import { Command, InvalidArgumentError } from 'commander'
import type { PlanetStatus } from '../planet/status.ts'
import { PROBE_INTERVAL_MS } from '../worker/resilience/probe-schedule.ts'
import { type Common, common } from './options.ts'
import { healAll, injectFault, readStatus } from './planet-client.ts'
import { planetStatusText } from './planet-status-text.ts'
import { show } from './show.ts'

type FaultOptions = Common & {
  readonly link?: string
  readonly from?: string
  readonly ms?: number
  readonly server?: number
}

export function planetCommand(): Command {
  const planet = new Command('planet').description(
    'look at a planet that runs on this machine, break it, mend it',
  )

  common(planet.command('status'))
    .description('show regions, databases, the faults in force and links that are not well')
    .action(async ({ url, json }: Common) => tell(await readStatus(url), json))

  const faultCommand = common(planet.command('fault'))
    .description('make something fail, until `heal`')
    .argument('<name>', 'one of those below')
    .argument(
      '[region]',
      'where: iad, bom or fra; hold-replication, return-primary and those of the store need none',
    )
    .option(
      '--link <kind>',
      'cut, slow, blackhole: `edge` (from the edges to the region), `primary` (from the region to the databases of the others) or `replication` (of these, what its replicas receive by)',
    )
    .option('--from <city>', 'cut, slow, blackhole: only the link from this city’s edge')
    .option(
      '--ms <n>',
      'slow: milliseconds added to the round trip; slow-db: how late an answer is at most, up to 2000; kv-slow: how much later',
      parseMs,
    )
    .option('--server <n>', 'crash-db, pause-replay: 2 for the second replica of the region', parseServer)
    .addHelpText('after', FAULTS + EXAMPLES)
    .action(async (fault: string, region: string | undefined, options: FaultOptions) => {
      if (region === undefined && !ANYWHERE.includes(fault))
        faultCommand.error("error: missing required argument 'region'", { exitCode: 2 })
      const { url, json, link, from, ms, server } = options
      tell(await injectFault(url, { fault, region, link, from, ms, server }), json)
    })

  common(planet.command('heal'))
    .description('end every fault, start again what ended, and wait until all of it serves')
    .action(async ({ url, json }: Common) => {
      tell(await healAll(url), json)
      if (!json) console.log(HEALED)
    })

  return planet
}

/** Those that can do without a region. */
const ANYWHERE: readonly string[] = [
  ...['hold-replication', 'return-primary'],
  ...['kv-down', 'kv-hang', 'kv-garbage', 'kv-slow'],
]

const FAULTS = `
Faults:
  crash-app         the app process is killed
  crash-db          its Postgres is killed
  slow-db           its Postgres stops for --ms again and again, so that answers come late, though the network is as it was
  cut               connections are reset and refused
  blackhole         connections stay open, nothing arrives
  slow              --ms are added to the round trip
  pause-replay      the replica stops applying what it receives, so its data stands still
  hold-replication  the primary's log reaches no replica, while the apps reach the primary: what is written from now on is
                    lost where a failover follows, which ends this
  failover          the primary is killed, the region's replica is promoted, the other replicas follow it
  return-primary    a primary that a failover left dead is started as it was: it still takes itself for the primary
  kv-down           the store that spreads operators' changes fails every call
  kv-hang           its calls never return
  kv-garbage        it holds something else
  kv-slow           what is put there is read --ms later

The primary stays where a failover brought it. \`heal\` makes replicas of those that were left behind.
`
const EXAMPLES = `
Examples:
  nearside planet fault crash-app bom
  nearside planet fault slow fra --from lhr --ms 150
  nearside planet fault blackhole bom --link primary
  nearside planet fault failover bom
  nearside planet fault kv-hang`

const HEALED = `Edges look at a region again within ${PROBE_INTERVAL_MS / 1000} s: until then its users may be served from elsewhere.`

function tell(status: PlanetStatus, json: boolean | undefined): void {
  show(status, json, planetStatusText)
}

function parseMs(text: string): number {
  const ms = Number(text)
  if (text.trim() !== '' && Number.isFinite(ms)) return ms
  throw new InvalidArgumentError('expected a number of milliseconds.')
}

function parseServer(text: string): number {
  if (/^\d$/.test(text)) return Number(text)
  throw new InvalidArgumentError('expected 1 or 2.')
}
