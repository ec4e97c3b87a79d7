/** What isolates in all colos have reported: asked of the observatory, and told to it. */
import type { IsolateView, Receipt, World } from '../../protocol/operators/status.ts'
import type { Problem } from '../../protocol/problem.ts'
import type { Env } from '../env.ts'
import { within } from '../overlay/within.ts'

type Bound = Pick<Env, 'OBSERVATORY'>

export type WorldResult =
  | { readonly ok: true; readonly world: World }
  | { readonly ok: false; readonly problem: Problem }

export async function askWorld({ OBSERVATORY }: Bound): Promise<WorldResult> {
  if (!OBSERVATORY) {
    const detail = 'Expected the binding OBSERVATORY of wrangler.toml, found none.'
    return {
      ok: false,
      problem: { status: 503, title: 'No observatory is bound', slug: 'no-observatory', detail },
    }
  }
  try {
    return { ok: true, world: await within(TIMEOUT_MS, OBSERVATORY.getByName(NAME).world()) }
  } catch (error) {
    console.error(`the observatory does not answer: ${error}`)
    return {
      ok: false,
      problem: { status: 503, title: 'The observatory does not answer', slug: 'observatory' },
    }
  }
}

const TIMEOUT_MS = 5000

/** @returns how long to wait until the next report, in milliseconds. */
export async function tellWorld(
  namespace: NonNullable<Bound['OBSERVATORY']>,
  view: IsolateView,
  receipts: readonly Receipt[],
): Promise<number> {
  return namespace.getByName(NAME).report(view, receipts)
}

/** There is one. */
const NAME = 'world'
