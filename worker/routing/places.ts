/** Every region's place in a plan, and why: for people, so no request waits for it. Pure: no I/O, no clock, no randomness. */
import type { AppRequest } from './classify.ts'
import { isAllowed, type Ways } from './order.ts'
import { triesOf } from './plan.ts'
import type { LeftOutReason, Place } from './reason.ts'

/** @returns those that are tried in their order, then those left out, the best way first. */
export function placesOf(request: AppRequest, ways: Ways): readonly Place[] {
  const { willing, tries } = triesOf(request, ways)
  const tried = new Set(tries.map(({ region }) => region))
  const leftOut = ways.ranking.map(({ region }) => region).filter((region) => !tried.has(region))
  const reasonOf = (region: Place['region']): LeftOutReason => {
    if (!isAllowed(request, region.id)) return { kind: 'not-allowed' }
    return { kind: willing.some((one) => one.region === region) ? 'one-try' : 'not-home' }
  }
  return [
    ...tries.map(({ region, reason }, index) => ({ region, reason, place: index + 1 })),
    ...leftOut.map((region) => ({ region, reason: reasonOf(region), place: undefined })),
  ]
}
