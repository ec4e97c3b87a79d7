/** When which fault comes and goes: out of a seed, most of the time in some fault, at the end healed. Pure. */
import type { Random } from './random.ts'
import type { PlanetFault } from './vocabulary.ts'

export type Step = {
  /** Since the step before was done: how long it takes is the planet's affair. */
  readonly afterMs: number
  readonly action: { readonly kind: 'inject'; readonly fault: PlanetFault } | { readonly kind: 'heal' }
}

export type Ground = {
  /** The region that holds the primary at first. */
  readonly primary: string
  readonly regions: readonly string[]
  /** Replica servers of a region that has more than one. */
  readonly replicas?: Readonly<Record<string, number>>
}

/** @returns steps enough for that time; each round of faults ends with a healing. */
export function planSchedule(random: Random, ground: Ground, durationMs: number): readonly Step[] {
  const steps: Step[] = []
  let { primary } = ground
  let plannedMs = 0
  while (plannedMs < durationMs) {
    const round = random.weighted(ROUNDS)(random, { ...ground, primary })
    const calm = { afterMs: random.between(1_500, 6_000), action: { kind: 'heal' } } as const
    for (const step of [...round, calm]) {
      plannedMs += step.afterMs
      steps.push(step)
      const { action } = step
      if (action.kind === 'inject' && action.fault.fault === 'failover') primary = action.fault.region
    }
  }
  return steps
}

type Round = (random: Random, ground: Ground) => readonly Step[]

const ROUNDS: readonly (readonly [weight: number, round: Round])[] = [
  [10, (random, ground) => [inject(random, plainFault(random, ground))]],
  [
    5,
    (random, ground) => [
      inject(random, plainFault(random, ground)),
      inject(random, plainFault(random, ground)),
    ],
  ],
  [2, failOver],
  [4, failOverWithLoss],
  [2, failOverAndReturn],
]

/** Faults that leave the primary where it is. */
function plainFault(random: Random, { primary, regions, replicas }: Ground): PlanetFault {
  const region = random.pick(regions)
  const away = random.pick(regions.filter((each) => each !== primary))
  const server = random.chance(0.5) ? 1 : 2
  const which = (replicas?.[away] ?? 1) > 1 ? ({ server } as const) : {}
  const link = random.pick(['edge', 'primary'] as const)
  const at = link === 'primary' ? away : region
  return random.weighted<PlanetFault>([
    [3, { fault: 'crash-app', region }],
    [2, { fault: 'crash-db', region: away, ...which }],
    [1, { fault: 'crash-db', region: primary }],
    [4, { fault: 'pause-replay', region: away, ...which }],
    [3, { fault: 'cut', region: at, link }],
    [3, { fault: 'blackhole', region: at, link }],
    [3, { fault: 'slow', region: at, link, ms: random.between(20, 400) }],
  ])
}

function failOver(random: Random, { primary, regions }: Ground): readonly Step[] {
  const region = random.pick(regions.filter((each) => each !== primary))
  return [inject(random, { fault: 'failover', region })]
}

/** Nothing reaches the replicas for a while, so that acknowledged writes are gone. */
function failOverWithLoss(random: Random, ground: Ground): readonly Step[] {
  return [
    inject(random, { fault: 'hold-replication' }),
    ...failOver(random, ground).map((step) => ({ ...step, afterMs: random.between(300, 2_000) })),
  ]
}

function failOverAndReturn(random: Random, ground: Ground): readonly Step[] {
  return [
    ...(random.chance(0.5) ? failOverWithLoss(random, ground) : failOver(random, ground)),
    { afterMs: random.between(500, 4_000), action: { kind: 'inject', fault: { fault: 'return-primary' } } },
  ]
}

/** The time before it is what is left of the calm, or of another fault. */
function inject(random: Random, fault: PlanetFault): Step {
  return { afterMs: random.between(300, 1_500), action: { kind: 'inject', fault } }
}
