import { expect, it } from 'vitest'
import type { Intent } from '../../../protocol/intent.ts'
import type { Standing } from '../../../protocol/position.ts'
import type { SeenStanding } from '../../../worker/routing/primary.ts'
import { replayRoute } from '../../../worker/upstream/replay-route.ts'
import { REGIONS } from './fixtures.ts'

const [IAD, BOM, FRA] = REGIONS
const all = [BOM, FRA, IAD]

/** The route of a replay that Mumbai has asked for, to be walked while the world changes. */
function open(
  of: { eligible?: readonly (typeof REGIONS)[number][]; intent?: Intent; primary?: string } = {},
) {
  const { eligible = all, intent = 'write' } = of
  const standings = new Map<string, SeenStanding>()
  let primary = of.primary ?? 'iad'
  const route = replayRoute({
    plan: { intent, attempts: [], hedgeTo: undefined, eligible, retries: true },
    from: BOM,
    reason: 'interactive',
    intent,
    primary: () => primary,
    standings,
  })
  const promote = (id: string) => {
    const standing: Standing = { role: 'primary', position: { timeline: 2, lsn: 1n }, ageMs: 0 }
    standings.set(id, { standing, seenMs: 1 })
    primary = id
  }
  const rest = () => {
    const ids: string[] = []
    while (route.hasNext()) ids.push(route.next()?.id ?? 'none')
    return ids
  }
  return { route, promote, rest }
}

it("W107 a replay goes to the primary's region, then to each other one once, and not back to where it came from", () => {
  expect(open().rest()).toEqual(['iad', 'fra'])
  expect(open({ primary: 'fra' }).rest()).toEqual(['fra', 'iad'])
  expect(open({ primary: 'bom' }).rest()).toEqual(['fra', 'iad'])
  expect(open({ eligible: [BOM] }).rest()).toEqual([])
})

it('W108 a replay follows the primary while it is under way, back to where it came from, too', () => {
  const learns = open()
  expect(learns.route.next()?.id).toBe('iad')
  learns.promote('fra')
  expect(learns.rest()).toEqual(['fra'])
  const returns = open()
  expect(returns.route.next()?.id).toBe('iad')
  returns.promote('bom')
  expect(returns.rest()).toEqual(['bom', 'fra'])
})

it("W110 where a rule leaves the primary's region out, a write goes nowhere and a read to what is left", () => {
  const eligible = [BOM, FRA]
  expect(open({ eligible }).rest()).toEqual([])
  expect(open({ eligible, intent: 'read' }).rest()).toEqual(['fra'])
  expect(open({ eligible }).route.isConfined).toBe(true)
  expect(open().route.isConfined).toBe(false)
})
