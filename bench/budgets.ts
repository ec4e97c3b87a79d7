/**
 * What the numbers must reach (bench/README.md). A missed budget fails the run, unless it is a quick one: change it here, with
 * its reason, or change the code. Distances are the planet's; where one machine plays the world they are exact.
 */

/**
 * Read from Mumbai, p50: the client leg, the edge-to-region leg and this many milliseconds on top. For two hops of
 * HTTP, the signature and a one-row query; a second query or a look at the primary would not fit.
 */
export const READ_OVERHEAD_MS = 3

/** Read from Mumbai, p50, against the same app in Virginia only: less would not pay for three regions. */
export const READ_TIMES_FASTER = 10

/**
 * Write from Mumbai, p50, beyond the legs to its own region: one round trip to the primary, 3 % for what two
 * simulated oceans jitter, 5 ms for the commit. A statement that waited for another would cost a whole round trip.
 */
export const WRITE_ROUND_TRIPS = 1.03
export const WRITE_OVERHEAD_MS = 5

/**
 * Read right after a write, p95: how long it waits for the region's own replica. The log is as long on its way as the
 * acknowledgement, so what remains is replay and one look. No such read may go to the primary.
 */
export const FRESH_WAIT_MS = 3

/** A write that reads in between, p50, all legs included: once to the primary's region, not once a statement. */
export const REPLAY_ROUND_TRIPS = 1.1
export const REPLAY_OVERHEAD_MS = 10

/**
 * Gateway, signed and routed read, against a bare pass-through Worker: routing, signing and the receipt may cost
 * a quarter of what the platform itself costs for passing a request on.
 */
export const GATEWAY_THROUGHPUT = 0.8

/**
 * Region, one-row read with all middleware, against bare Hono and postgres.js with the same query and pool:
 * the middleware may cost a tenth of a read.
 */
export const REGION_THROUGHPUT = 0.9

/** A budget beside what was found. */
export type Verdict = {
  readonly budget: string
  readonly limit: string
  readonly found: string
  readonly met: boolean
}
