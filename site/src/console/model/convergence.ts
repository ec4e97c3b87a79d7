/** How many cities have what is newest. Pure. */
import type { IsolateView } from '../../../../protocol/operators/status.ts'
import type { Colo } from './colos.ts'
import { compareEpochs, parseEpoch } from './epoch.ts'

export type Convergence = {
  readonly epoch: string
  readonly total: number
  /** Colo ids: every isolate there that still reports has it. */
  readonly holding: readonly string[]
  /** Spoke since, with something older. */
  readonly behind: readonly string[]
  /** Have not spoken since: without traffic a city reports nothing. */
  readonly quiet: readonly string[]
}

/**
 * @param epoch what they should have.
 * @param sinceMs when it came into force.
 */
export function convergenceOf(colos: readonly Colo[], epoch: string, sinceMs: number): Convergence {
  const holds = ({ isolates }: Colo) => isolates.every((view) => has(view, epoch))
  const ids = (some: readonly Colo[]) => some.map(({ id }) => id)
  const others = colos.filter((colo) => !holds(colo))
  return {
    epoch,
    total: colos.length,
    holding: ids(colos.filter(holds)),
    behind: ids(others.filter(({ view }) => view.atMs >= sinceMs)),
    quiet: ids(others.filter(({ view }) => view.atMs < sinceMs)),
  }
}

/** @returns the view with the newest epoch; of several with the same, of two configs too, the youngest isolate's. */
export function newestView(views: readonly IsolateView[]): IsolateView | undefined {
  return views.toSorted((a, b) => compareEpochs(b.epoch, a.epoch) || b.startedMs - a.startedMs)[0]
}

export function isDone({ holding, total }: Convergence): boolean {
  return holding.length === total
}

/** What has come later on the same config is as good. */
function has(view: IsolateView, epoch: string): boolean {
  const isSameConfig = parseEpoch(view.epoch).config === parseEpoch(epoch).config
  return isSameConfig && compareEpochs(view.epoch, epoch) >= 0
}
