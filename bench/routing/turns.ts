/** Every variant in a fresh process, one after the other, in the other direction each round. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { BenchError } from '../bench-error.ts'
import type { Measured } from './measure.ts'
import type { Variant } from './scenarios.ts'
import type { Task } from './variant.ts'

const SIDES = ['here', 'other'] as const

export type Side = (typeof SIDES)[number]
export type Turn = Measured & { readonly variant: Variant; readonly side: Side; readonly round: number }

export type TurnOptions = {
  readonly variants: readonly Variant[]
  /** The checkouts to take turns with each variant. */
  readonly roots: Readonly<Partial<Record<Side, string>>>
  readonly rounds: number
  readonly turnMs: number
  readonly onTurn: () => void
  readonly signal: AbortSignal
}

export async function takeTurns(options: TurnOptions): Promise<readonly Turn[]> {
  const { roots, rounds, turnMs, onTurn, signal } = options
  const turns: Turn[] = []
  for (let round = 0; round < rounds; round++) {
    for (const { variant, side } of orderOf(options, round)) {
      const task = { root: roots[side] ?? '', turnMs, variant }
      turns.push({ variant, side, round, ...(await runVariant(task, signal)) })
      onTurn()
    }
  }
  return turns
}

/** @returns who takes a turn when: both sides of a variant one after the other, and all the other way round each round. */
export function orderOf(
  { variants, roots }: Pick<TurnOptions, 'variants' | 'roots'>,
  round: number,
): readonly { readonly variant: Variant; readonly side: Side }[] {
  const sides = SIDES.filter((side) => roots[side] !== undefined)
  const all = variants.flatMap((variant) => sides.map((side) => ({ variant, side })))
  return round % 2 === 0 ? all : all.reverse()
}

/** Garbage is collected on the thread that made it, so that its time counts as the thread's. */
const NODE_FLAGS = ['--single-threaded-gc']

async function runVariant(task: Task, signal: AbortSignal): Promise<Measured> {
  const script = join(import.meta.dirname, 'variant.ts')
  const args = [...NODE_FLAGS, script, JSON.stringify(task)]
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, { signal })
    return JSON.parse(stdout) as Measured
  } catch (error) {
    signal.throwIfAborted()
    const { step, scenario, regions } = task.variant
    throw new BenchError(`${step}, ${scenario}, ${regions} regions: ${reasonOf(error)}`)
  }
}

/** What the process wrote before it ended, without Node's warnings. */
function reasonOf(error: unknown): string {
  const written = error instanceof Error && 'stderr' in error ? String(error.stderr) : ''
  return written.split('\n').find((line) => /Error/.test(line)) ?? String(error)
}
