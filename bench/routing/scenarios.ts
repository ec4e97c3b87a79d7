/** What is asked of the routing. Pure. */

export const REGION_COUNTS = [3, 30, 300] as const

/**
 * `plan`: `plan()` alone, its regions ranked already. `route`: all that a request pays between its facts and its plan:
 * classify, steer, what is known, bookmarks verified, rank, plan. `sign`: one signature of a request, which every request
 * pays anyway, to hold the others against.
 */
export type Step = 'plan' | 'route' | 'sign'

export type Scenario = {
  readonly name: string
  readonly intent: 'read' | 'write'
  /** Twelve route rules; the last one, which prefers two regions, fits. */
  readonly hasRules: boolean
  /** Each request brings two, of a read and of a write. */
  readonly hasBookmarks: boolean
  /** Half of the replicas lag so far behind that the bookmarks make a difference. */
  readonly hasLag: boolean
  /** Some regions are drained, some unwell, some late, some take half of their traffic; five pins, of which the last fits one request in four. */
  readonly isSteered: boolean
  /** Nothing is measured yet: the map decides. */
  readonly isCold: boolean
}

const PLAIN = {
  intent: 'read',
  hasRules: false,
  hasBookmarks: false,
  hasLag: false,
  isSteered: false,
  isCold: false,
} as const

export const SCENARIOS: readonly Scenario[] = [
  { ...PLAIN, name: 'read' },
  { ...PLAIN, name: 'read, rules', hasRules: true },
  { ...PLAIN, name: 'read, bookmarks', hasBookmarks: true },
  { ...PLAIN, name: 'read, bookmarks and lag', hasBookmarks: true, hasLag: true },
  { ...PLAIN, name: 'read, steered', isSteered: true },
  { ...PLAIN, name: 'read, all of these', hasRules: true, hasBookmarks: true, hasLag: true, isSteered: true },
  { ...PLAIN, name: 'read, cold', isCold: true },
  { ...PLAIN, name: 'write', intent: 'write' },
]

/** One fresh process measures one of these. */
export type Variant = { readonly step: Step; readonly scenario: string; readonly regions: number }

export const VARIANTS: readonly Variant[] = [
  { step: 'sign', scenario: 'read', regions: 3 },
  ...REGION_COUNTS.flatMap((regions) =>
    SCENARIOS.flatMap(({ name, ...scenario }): Variant[] => [
      ...(isOtherPlan(scenario) ? [{ step: 'plan' as const, scenario: name, regions }] : []),
      { step: 'route', scenario: name, regions },
    ]),
  ),
]

/** To plan() it is the same where its ranking is from, and which bookmarks have changed nothing in it. */
function isOtherPlan({ intent, isCold, hasBookmarks, hasLag }: Omit<Scenario, 'name'>): boolean {
  return intent === 'read' && !isCold && hasBookmarks === hasLag
}

/** @throws RangeError for a name that none has. */
export function scenarioOf(name: string): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.name === name)
  if (!found) throw new RangeError(`expected a scenario, got ${name}`)
  return found
}
