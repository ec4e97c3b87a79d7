import type { OpenWay, WayName } from './way.ts'
import { openDrizzlePg, openDrizzlePostgres } from './ways/drizzle.ts'
import { openFlightWay } from './ways/flight.ts'
import { openForwarded } from './ways/forwarded.ts'
import { openBegin, openByHand, openPipelinedBegin } from './ways/postgres.ts'

export const OPEN: Readonly<Record<WayName, OpenWay>> = {
  flight: ({ databaseUrl }) => openFlightWay(databaseUrl, { isKeyed: true }),
  'forwarded whole': ({ appUrl }) => openForwarded(appUrl),
  'postgres.js by hand': ({ databaseUrl }) => openByHand(databaseUrl),
  'postgres.js pipelined begin': ({ databaseUrl }) => openPipelinedBegin(databaseUrl),
  'postgres.js begin': ({ databaseUrl }) => openBegin(databaseUrl),
  'Drizzle over pg': ({ databaseUrl }) => openDrizzlePg(databaseUrl),
  'Drizzle over postgres.js': ({ databaseUrl }) => openDrizzlePostgres(databaseUrl),
}
