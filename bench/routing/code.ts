/** The routing code of a checkout: this one, or another to compare it with. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** @param root the folder of the checkout. */
export async function loadCode(root: string) {
  const at = async <T>(path: string): Promise<T> => import(pathToFileURL(join(root, path)).href)
  return {
    ...(await at<typeof import('../../protocol/signature.ts')>('protocol/signature.ts')),
    ...(await at<typeof import('../../worker/overlay/steer.ts')>('worker/overlay/steer.ts')),
    ...(await at<typeof import('../../worker/routing/classify.ts')>('worker/routing/classify.ts')),
    ...(await at<typeof import('../../worker/routing/freshness.ts')>('worker/routing/freshness.ts')),
    ...(await at<typeof import('../../worker/routing/match.ts')>('worker/routing/match.ts')),
    ...(await at<typeof import('../../worker/routing/plan.ts')>('worker/routing/plan.ts')),
    ...(await at<typeof import('../../worker/routing/primary.ts')>('worker/routing/primary.ts')),
    ...(await at<typeof import('../../worker/routing/rank.ts')>('worker/routing/rank.ts')),
    ...(await at<typeof import('../../worker/routing/write-way.ts')>('worker/routing/write-way.ts')),
    ...(await at<typeof import('../../worker/decide-now.ts')>('worker/decide-now.ts')),
    ...(await at<typeof import('../../worker/upstream/bookmark-keys.ts')>(
      'worker/upstream/bookmark-keys.ts',
    )),
    ...(await at<typeof import('../../worker/upstream/health-store.ts')>('worker/upstream/health-store.ts')),
  }
}

export type Code = Awaited<ReturnType<typeof loadCode>>
