/** Turns -> ratios, each of turns of one round. Pure. */
import { ratioOf } from '../ratio.ts'
import type { Ratio } from '../result.ts'
import { median } from '../stats.ts'
import { REGION_COUNTS, type Variant } from './scenarios.ts'
import type { Side, Turn } from './turns.ts'

export type Summary = {
  /** By what factor a step grows with ten and with a hundred times the regions; linear is 10 and 100. */
  readonly growth: readonly Ratio[]
  /** Time over that of one signature, which every request pays anyway. */
  readonly share: readonly Ratio[]
  /** Time and bytes over those of the other commit; none where there is no other. */
  readonly change: readonly Ratio[]
}

export function summarise(turns: readonly Turn[]): Summary {
  const variants = [...new Map(turns.map(({ variant }) => [nameOf(variant), variant])).values()]
  const steps = variants.filter(({ step }) => step !== 'sign')
  const [fewest] = REGION_COUNTS
  const ratios = (name: string, over: Which, under: Which, of: (turn: Turn) => number) =>
    ratioOfAny(name, paired(turns, over, under, of))
  const here = (variant: Variant): Which => ({ variant, side: 'here' })
  return {
    growth: steps
      .filter(({ regions }) => regions !== fewest)
      .flatMap((variant) => {
        const name = `growth ${nameOf(variant)} over ${fewest}`
        return ratios(name, here(variant), here({ ...variant, regions: fewest }), ({ ns }) => ns)
      }),
    share: steps.flatMap((variant) => {
      const sign = variants.find(({ step }) => step === 'sign')
      return sign
        ? ratios(`${nameOf(variant)} over a signature`, here(variant), here(sign), ({ ns }) => ns)
        : []
    }),
    change: variants.flatMap((variant) => {
      const there: Which = { variant, side: 'other' }
      return [
        ...ratios(`time ${nameOf(variant)} over the other commit`, here(variant), there, ({ ns }) => ns),
        ...ratios(
          `bytes ${nameOf(variant)} over the other commit`,
          here(variant),
          there,
          ({ bytes }) => bytes,
        ),
      ]
    }),
  }
}

/** @returns as in "route read, rules 30". */
export function nameOf({ step, scenario, regions }: Variant): string {
  return `${step} ${scenario} ${regions}`
}

/** @returns undefined where the variant was not measured. */
export function medianOf(
  turns: readonly Turn[],
  variant: Variant,
  of: (turn: Turn) => number,
): number | undefined {
  const samples = turns.filter(isOf({ variant, side: 'here' })).map(of)
  return samples.length > 0 ? median(samples) : undefined
}

type Which = { readonly variant: Variant; readonly side: Side }

/** Both of a ratio are of one round, minutes apart at most: what the machine does else is in both. */
function paired(
  turns: readonly Turn[],
  over: Which,
  under: Which,
  of: (turn: Turn) => number,
): readonly number[] {
  const denominators = new Map(turns.filter(isOf(under)).map((turn) => [turn.round, of(turn)]))
  return turns.filter(isOf(over)).flatMap((turn) => {
    const denominator = denominators.get(turn.round)
    return denominator === undefined ? [] : of(turn) / denominator
  })
}

function isOf({ variant, side }: Which): (turn: Turn) => boolean {
  const name = nameOf(variant)
  return (turn) => turn.side === side && nameOf(turn.variant) === name
}

function ratioOfAny(name: string, samples: readonly number[]): readonly Ratio[] {
  return samples.length === 0 ? [] : [ratioOf(name, samples)]
}
