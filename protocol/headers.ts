/**
 * Every wire name of Nearside, once. No other file spells one out.
 * Directions and meanings: docs/architecture.md, "The wire".
 */

/** Gateway -> region: `read` or `write`; decides which database the handler gets. */
export const INTENT = 'nearside-intent'
/** Gateway -> region: the region the request was signed for. Region -> client: the region that answered. */
export const REGION = 'nearside-region'
/** Both ways, end to end: the client's last-seen position, opaque to it. */
export const BOOKMARK = 'nearside-bookmark'
/** Region -> client: which data the answer was made from, one of {@link DataSource}. */
export const DATA = 'nearside-data'
/** Region -> gateway: send this whole request to the primary's region. Never leaves the gateway. */
export const REPLAY = 'nearside-replay'
/** Gateway -> client: the epoch of the config that routed this request. */
export const CONFIG_EPOCH = 'nearside-config-epoch'

/** Prefix of all of the above; inbound request headers with it are dropped at the edge, {@link BOOKMARK} apart. */
export const PREFIX = 'nearside-'

export const IDEMPOTENCY_KEY = 'idempotency-key'
export const SERVER_TIMING = 'server-timing'
export const SIGNATURE = 'signature'
export const SIGNATURE_INPUT = 'signature-input'
export const FORWARDED = 'forwarded'
export const TRACEPARENT = 'traceparent'
export const PROXY_STATUS = 'proxy-status'
export const RETRY_AFTER = 'retry-after'

/** `local`: this region's replica as it stood; `waited`: the same after waiting for a bookmark; `primary`: the primary. */
export type DataSource = 'local' | 'waited' | 'primary'

/** Why a region asks for a replay. `interactive`: the handler reads between its writes. `mis-tagged`: a read wrote. */
export type ReplayReason = 'interactive' | 'mis-tagged'

/** @returns the value of {@link REPLAY}, `primary;reason=interactive`. */
export function formatReplay(reason: ReplayReason): string {
  return `primary;reason=${reason}`
}

/** @returns the reason, or undefined where the value is no replay to the primary. */
export function parseReplay(value: string | null): ReplayReason | undefined {
  const reason = /^primary;\s*reason=([a-z-]+)$/.exec(value ?? '')?.[1]
  return reason === 'interactive' || reason === 'mis-tagged' ? reason : undefined
}
