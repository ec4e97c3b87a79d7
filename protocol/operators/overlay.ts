/** The overlay: what operators have changed over the deployed config, as it is kept, spread and shown. */

/** Who made a change, when and why. Times are Unix times in milliseconds. */
export type Mark = {
  /** The operator, as the token or the identity provider names them. */
  readonly by: string
  readonly atMs: number
  readonly why: string
  /** When it ends by itself; without it it stays until it is taken back. */
  readonly untilMs?: number | undefined
  /** The safety rules that it was forced against. */
  readonly forced?: readonly SafetyRule[] | undefined
}

/** What a request must have to be steered: all that is given must match. The same as a route rule of the config. */
export type Match = {
  readonly path?: string | undefined
  readonly method?: string | undefined
  /** ISO 3166-1 alpha-2. */
  readonly country?: readonly string[] | undefined
  readonly continent?: readonly string[] | undefined
  /** IATA codes in capitals, as Cloudflare names its data centres. */
  readonly colo?: readonly string[] | undefined
  readonly asn?: readonly number[] | undefined
}

/** What matches goes to one region first, however far it is. */
export type Pin = Mark & { readonly id: string; readonly match: Match; readonly to: string }

export type Overlay = {
  readonly format: 1
  /** Counts the changes; 0 where nothing was ever changed. */
  readonly revision: number
  /** By region id. A drained region gets no traffic while another can answer. */
  readonly drains: Readonly<Record<string, Mark>>
  /** By region id: the share of its own traffic that a region takes, from 0 to 1. */
  readonly weights: Readonly<Record<string, Mark & { readonly weight: number }>>
  /** The first that matches counts. */
  readonly pins: readonly Pin[]
}

export const EMPTY_OVERLAY: Overlay = { format: 1, revision: 0, drains: {}, weights: {}, pins: [] }

/**
 * - `last-region`: no region would be left to serve, or none for a route rule. The former can't be forced.
 * - `primary`: the region is the only way for requests that must be answered beside the primary.
 * - `capacity`: too little of the regions' capacity would be left.
 * - `health`: none of the regions that would be left is well, as this colo sees them.
 * - `expiry`: the end lies in the past, or too far away. Can't be forced.
 */
export type SafetyRule = 'last-region' | 'primary' | 'capacity' | 'health' | 'expiry'
