/** Every variant in a fresh process, one after the other, in the other direction each round. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { BenchError } from '../bench-error.ts'
import type { Measured } from './measure.ts'
import type { Variant } from './scenarios.ts'
import type { Task } from './variant.ts'

export type Side = 'here' | 'other'
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
  const { rounds, turnMs, roots, onTurn, signal } = options
  const turns: Turn[] = []
  for (let round = 0; round < rounds; round++) {
    for (const { variant, side, root } of inOrder(options, round)) {
      turns.push({ variant, side, round, ...(await runVariant({ root, turnMs, variant }, signal)) })
      onTurn()
    }
  }
  return turns

  function inOrder({ variants }: TurnOptions, round: number) {
    const sides = (['here', 'other'] as const).flatMap((side) => ({ side, root: roots[side] ?? '' }))
    const all = variants.flatMap((variant) =>
      sides.filter(({ root }) => root !== '').map((side) => ({ variant, ...side })),
    )
    return round % 2 === 0 ? all : all.reverse()
  }
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
