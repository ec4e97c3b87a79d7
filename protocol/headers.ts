/**
 * Every wire name of Nearside, once. No other file spells one out.
 * Directions and meanings: docs/architecture.md, "The wire".
 */
import type { Intent } from './intent.ts'

/** Gateway -> region: `read` or `write`; decides which database the handler gets. */
export const INTENT = 'nearside-intent'
/** Gateway -> region: the region the request was signed for. Region -> client: the region that answered. */
export const REGION = 'nearside-region'
/** Both ways, end to end: the client's last-seen position, opaque to it; several with commas between. Also the cookie's name. */
export const BOOKMARK = 'nearside-bookmark'
/** The cookie of the last write's bookmark: an answer to a read that comes later and knows less must not take its place. */
export const WRITE_BOOKMARK_COOKIE = 'nearside-bookmark-write'
/** Region -> client: what became of the bookmarks that the request brought, where that is not the usual. */
export const BOOKMARK_VERDICT = 'nearside-bookmark-verdict'
/** Region -> client: which data the answer was made from, one of {@link DataSource}. */
export const DATA = 'nearside-data'
/** Region -> gateway: send this whole request to the primary's region. Never leaves the gateway. */
export const REPLAY = 'nearside-replay'
/** Region -> gateway: the region's own data, see protocol/position.ts. Never leaves the gateway. */
export const POSITION = 'nearside-position'
/** Region -> client: the most that the data of the answer may be older than the primary's, in seconds. */
export const DATA_AGE = 'nearside-data-age'
/** Gateway -> client: the epoch of the config that routed this request. */
export const CONFIG_EPOCH = 'nearside-config-epoch'
/** Who releases -> the region's ingress: `preview` asks the slot that takes no traffic. The gateway never sends it. */
export const SLOT = 'nearside-slot'

/** Prefix of all of the above; inbound request headers with it are dropped at the edge, {@link BOOKMARK} apart. */
export const PREFIX = 'nearside-'

export const IDEMPOTENCY_KEY = 'idempotency-key'
/** `true` on the stored answer of a write that was done before. */
export const IDEMPOTENT_REPLAYED = 'idempotent-replayed'
/** RFC 7240. */
export const PREFER = 'prefer'
export const PREFERENCE_APPLIED = 'preference-applied'
export const SERVER_TIMING = 'server-timing'
export const SIGNATURE = 'signature'
export const SIGNATURE_INPUT = 'signature-input'
export const FORWARDED = 'forwarded'
export const TRACEPARENT = 'traceparent'
export const PROXY_STATUS = 'proxy-status'
export const RETRY_AFTER = 'retry-after'

/** `local`: this region's replica as it stood; `waited`: the same after waiting for a bookmark; `primary`: the primary. */
export type DataSource = 'local' | 'waited' | 'primary'

/**
 * Why a region asks for a replay.
 * - `interactive`: the handler reads between its writes.
 * - `mis-tagged`: a read wrote.
 * - `behind`: a read's bookmark would not be here sooner than over there.
 * - `stale`: the data is older than the read allows.
 * - `replica-error`: the replica failed the read twice.
 */
export type ReplayReason = (typeof REPLAY_REASONS)[number]

const REPLAY_REASONS = ['interactive', 'mis-tagged', 'behind', 'stale', 'replica-error'] as const

/** @returns the value of {@link REPLAY}, `primary;reason=interactive`. */
export function formatReplay(reason: ReplayReason): string {
  return `primary;reason=${reason}`
}

/** @returns the reason, or undefined where the value is no replay to the primary. */
export function parseReplay(value: string | null | undefined): ReplayReason | undefined {
  const found = /^primary;\s*reason=([a-z-]+)$/.exec(value ?? '')?.[1]
  return REPLAY_REASONS.find((reason) => reason === found)
}

/** @returns the intent of the request that is sent again. */
export function replayIntent(reason: ReplayReason): Intent {
  return reason === 'interactive' || reason === 'mis-tagged' ? 'write' : 'read'
}

/**
 * What became of a request's bookmarks.
 * - `survived`: it is from a branch of history that a failover has cut off, and its holder's last write is there.
 * - `lost`: likewise, and what it stands for is gone; the answer is a 409.
 * - `ignored`: it counted as none. `malformed` and `forged` are no bookmarks of ours, `other-epoch` is one of another
 *   database, `future` was made after now, `ahead` is beyond the end of the primary's log, `too-many` stood behind the
 *   last that is looked at.
 */
export type BookmarkVerdict =
  | { readonly kind: 'survived' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'ignored'; readonly reason: IgnoredReason }

export type IgnoredReason = 'malformed' | 'forged' | 'other-epoch' | 'future' | 'ahead' | 'too-many'

/** @returns the value of {@link BOOKMARK_VERDICT}: `ignored;reason=forged, survived`. */
export function formatBookmarkVerdicts(verdicts: readonly BookmarkVerdict[]): string {
  const members = verdicts.map((verdict) =>
    verdict.kind === 'ignored' ? `ignored;reason=${verdict.reason}` : verdict.kind,
  )
  return [...new Set(members)].join(', ')
}
