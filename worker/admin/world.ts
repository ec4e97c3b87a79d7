/** What isolates in all colos have reported: asked of the observatory, and told to it. */
import type { IsolateView, Receipt, World } from '../../protocol/operators/status.ts'
import type { Env } from '../env.ts'

type Bound = Pick<Env, 'OBSERVATORY'>

/** Empty where none is bound. @throws where the observatory can't be reached. */
export async function readWorld({ OBSERVATORY }: Bound): Promise<World> {
  if (!OBSERVATORY) return { atMs: Date.now(), views: [], receipts: [] }
  return OBSERVATORY.getByName(NAME).world()
}

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
