/** One region, as its environment describes it: serves until it is told to stop. */
import { setTimeout as delay } from 'node:timers/promises'
import pino from 'pino'
import { connectWriterTo } from '../db/connect.ts'
import { createFlights } from '../db/flight.ts'
import { keep } from '../db/keeper.ts'
import { createLineage } from '../db/lineage.ts'
import { openServers } from '../db/servers.ts'
import { createApp } from './app.ts'
import { readConfig } from './config.ts'
import { prepareDrain } from './drain.ts'
import { createHttpServer } from './http-server.ts'
import { gather } from './telemetry/gather.ts'
import { openTelemetry } from './telemetry/open.ts'
import { openOutput } from './telemetry/output.ts'

/** For taking leave of the databases, when no request needs them any more. */
const CLOSE_TIMEOUT_MS = 500
/**
 * At the end the log's reader is waited for, this long if it takes nothing, and at the most so long: with the time above, less than the
 * 5 seconds that platforms give beyond a full drain (infra/compose, infra/charts/region-app).
 */
const LAST_LINES = { idleMs: 1_000, mostMs: 4_000 } as const
/** And by a region that is told a second time. */
const LAST_LINES_AT_ONCE_MS = 100
/** Of lines that nobody reads, in a container of 384 MB. */
const KEPT_LINES_BYTES = 16_000_000

const read = readConfig(process.env)
if (!read.ok) {
  console.error(`this region can't start:\n${read.errors.map((error) => `  ${error}`).join('\n')}`)
  process.exit(1)
}
const { config } = read

const base = { region: config.REGION, release: config.RELEASE }
const output = openOutput({
  ...{ stream: process.stdout, mostBytes: KEPT_LINES_BYTES, ...LAST_LINES },
  // As pino's lines look, which can't be asked for one: it would come here.
  lineOfDropped: (droppedBytes) =>
    `${JSON.stringify({ level: 40, time: Date.now(), ...base, droppedBytes, msg: 'lines of the log were dropped' })}\n`,
})
const destination = gather(output, { mostChars: 16_000, everyMs: 100 })
process.on('exit', () => destination.flushSync())
const log = pino({ level: config.LOG_LEVEL, base }, destination)

const lineage = createLineage()
const servers = openServers({ urls: config.DATABASE_READ_URL, lineage })
const flights = createFlights({
  urls: config.DATABASE_WRITE_URL,
  lineage,
  connections: config.WRITE_CONNECTIONS,
  onConnectError: (err) => log.warn({ err }, 'no connection to the primary'),
})

const writer = connectWriterTo(() => flights.primaryUrl)
const keeper = keep({ flights, onFailure: (what) => log.warn({ what }, 'the keeper failed') })

const state = {
  ...{ servers, writer, flights, lineage },
  misTags: new Map<string, number>(),
  draining: () => drain.draining(),
}
const telemetry = await openTelemetry(config, state, log)

const app = createApp({
  ...state,
  region: config.REGION,
  release: config.RELEASE,
  keys: config.SIGNING_KEYS,
  bookmarkKeys: config.BOOKMARK_KEYS,
  log,
  observers: telemetry.observers,
})
const server = createHttpServer(app)
const drain = prepareDrain({
  server,
  graceMs: config.DRAIN_GRACE_MS,
  timeoutMs: config.DRAIN_TIMEOUT_MS,
  log,
})

server.on('error', (err) => {
  log.fatal({ err }, 'cannot listen')
  process.exit(1)
})
// At once, whether or not the primary is there: reads don't need it, and a write waits for its connection.
server.listen(config.PORT, config.HOST, () => {
  log.info({ address: server.address() }, 'listening')
})

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, async () => {
    if (drain.draining()) {
      destination.flushSync(LAST_LINES_AT_ONCE_MS)
      process.exit(1)
    }
    await drain.start()
    keeper.close()
    const closed = Promise.all([servers.close(), writer.close(), flights.close(), telemetry.close()])
    await Promise.race([closed, delay(CLOSE_TIMEOUT_MS)])
    log.info('drained')
    process.exit(0)
  })
}
