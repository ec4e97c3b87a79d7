/**
 * Whether a region refuses most reads as too many. A few refusals are some client's own limit: they say nothing of the
 * region. So each answer counts, however close together they come: a client that is refused has only its own share.
 * Pure: no I/O, no clock, no randomness.
 */

/** Of the region's last reads, oldest first: whether it refused them. */
export type Refusals = readonly boolean[]

const WINDOW = 20
const MOST = 15

export function addRead(refusals: Refusals, wasRefused: boolean): Refusals {
  return [...refusals, wasRefused].slice(-WINDOW)
}

export function refusesMost(refusals: Refusals): boolean {
  return refusals.filter((wasRefused) => wasRefused).length >= MOST
}
