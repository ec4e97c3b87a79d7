/** What several regions take over what one takes, by pairs of blocks: the same requests in both worlds. Pure. */

import { ratioOf } from '../ratio.ts'
import { plural } from '../report/numbers.ts'
import type { Ratio } from '../result.ts'
import type { SimulatedWorld } from './worlds.ts'

/** @param worlds the first one is what the others are compared with. */
export function ratiosOf([base, ...worlds]: readonly SimulatedWorld[]): readonly Ratio[] {
  return worlds.flatMap((world) =>
    KINDS.flatMap((kind) =>
      PERCENTILES.map((at) => {
        const samples = world.blocks.map(
          (block, index) => block[kind][at] / (base?.blocks[index]?.[kind][at] ?? Number.NaN),
        )
        const name = `world ${kind} ${at}: ${plural(countOf(world), 'region')} / ${plural(countOf(base), 'region')}`
        return ratioOf(name, samples)
      }),
    ),
  )
}

const KINDS = ['reads', 'writes'] as const
const PERCENTILES = ['p50', 'p95', 'p99'] as const

function countOf(world: SimulatedWorld | undefined): number {
  return world?.config.regions.length ?? 0
}
