/** Whether a request has what a rule or a pin asks for. Pure: no I/O, no clock, no randomness. */
import type { Match } from '../../protocol/operators/overlay.ts'
import type { RequestFacts } from '../facts.ts'
import { coversPath, matchesPath } from './path-pattern.ts'

/** @returns whether all that is given fits; what Cloudflare could not tell fits nothing. */
export function matches(match: Match, facts: RequestFacts): boolean {
  return (
    (match.path === undefined || matchesPath(match.path, facts.path)) &&
    (match.method === undefined || match.method === facts.method) &&
    has(match.country, facts.country) &&
    has(match.continent, facts.continent) &&
    has(match.colo, facts.colo) &&
    has(match.asn, facts.asn)
  )
}

/** @returns whether every request that fits `match` fits `wider`, too. */
export function covers(wider: Match, match: Match): boolean {
  return (
    (wider.path === undefined || (match.path !== undefined && coversPath(wider.path, match.path))) &&
    (wider.method === undefined || wider.method === match.method) &&
    hasAll(wider.country, match.country) &&
    hasAll(wider.continent, match.continent) &&
    hasAll(wider.colo, match.colo) &&
    hasAll(wider.asn, match.asn)
  )
}

function has<T>(wanted: readonly T[] | undefined, found: T | undefined): boolean {
  return wanted === undefined || (found !== undefined && wanted.includes(found))
}

function hasAll<T>(wanted: readonly T[] | undefined, found: readonly T[] | undefined): boolean {
  return wanted === undefined || (found?.every((one) => wanted.includes(one)) ?? false)
}
