import { expect, it } from 'vitest'
import { receipt } from '../../../worker/response/receipt.ts'
import { rank } from '../../../worker/routing/rank.ts'
import { facts, MUMBAI, REGIONS } from './fixtures.ts'

const [IAD, BOM] = REGIONS
const LEARNED = new Map([
  ['bom', { rttMs: 2, samples: 1, updatedMs: 0 }],
  ['iad', { rttMs: 200, samples: 1, updatedMs: 0 }],
])
const INPUT = {
  facts: facts(),
  ranking: rank(REGIONS, MUMBAI, LEARNED),
  region: BOM,
  primary: IAD,
  isPrimaryKnown: true,
  intent: 'read',
  data: 'local',
  totalMs: 7,
  tryMs: 6,
  regionMs: 4,
  wanMs: 0,
  isUnwell: () => false,
  failedTries: 0,
  replay: undefined,
  isFresher: false,
} as const
const of = (overrides: object) =>
  Object.fromEntries(receipt({ ...INPUT, ...overrides }).map((metric) => [metric.name, metric]))

it('W60 a receipt splits the whole time into client, edge and net, without gap or overlap', () => {
  const { client, edge, net } = of({})
  expect([client?.durMs, edge?.durMs, net?.durMs]).toEqual([8, 1, 2])
  expect(net?.desc).toBe('bom')
})

it('W61 the floor is to where the data stands: the replica for a read, the primary for a write', () => {
  expect(of({}).floor).toMatchObject({ desc: 'bom' })
  expect(of({}).floor?.durMs).toBeLessThan(0.1)
  expect(of({ data: 'primary' }).floor).toMatchObject({ desc: 'iad' })
  expect(of({ data: 'primary' }).floor?.durMs).toBeCloseTo(126, 0)
  // Right after a failover it may stand anywhere.
  expect(of({ data: 'primary', isPrimaryKnown: false }).floor).toBeUndefined()
  expect(of({ data: 'local', isPrimaryKnown: false }).floor).toMatchObject({ desc: 'bom' })
})

it('W62 the alternative is claimed from measurements only, and not of a region that is unwell', () => {
  expect(of({}).alt).toEqual({ name: 'alt', desc: 'iad', durMs: 8 + 200 + 4 })
  expect(of({ ranking: rank(REGIONS, MUMBAI, new Map()) }).alt).toBeUndefined()
  expect(of({ isUnwell: (id: string) => id === 'iad' }).alt).toBeUndefined()
  const write = { intent: 'write', data: 'primary', regionMs: 204, wanMs: 200 }
  expect(of(write).alt).toEqual({ name: 'alt', desc: 'iad', durMs: 8 + 200 + 4 })
  expect(of({ ...write, region: IAD }).alt).toBeUndefined()
  expect(of({ data: 'primary', region: IAD }).alt?.desc).toBe('bom')
})

it("W63 time before the answering try is the edge's, and says why", () => {
  expect(of({ totalMs: 2010, failedTries: 1 }).edge).toEqual({
    name: 'edge',
    durMs: 2004,
    desc: '1 failed try',
  })
  expect(of({ failedTries: 2, replay: 'interactive' }).edge?.desc).toBe('2 failed tries, replay: interactive')
  expect(of({ isFresher: true, replay: 'behind' }).edge?.desc).toBe('fresher, replay: behind')
})

it('W64 what is not known is left out: no place, no floor; no measurement, no client', () => {
  const { floor, client } = of({ facts: facts({ position: undefined, clientRttMs: undefined }) })
  expect([floor, client]).toEqual([undefined, undefined])
})
