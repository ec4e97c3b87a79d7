/**
 * Contenders under one kind of load: a fresh process each, warmed up until the compiler has little left to do, then turn
 * by turn. A process for each turn would be steadier still, but takes seconds to become as quick as it is in service.
 */
import type { Load } from '../load/load.ts'
import { type Rounds, takeTurns } from '../turns.ts'
import type { Databases } from './databases.ts'
import type { Kind } from './kinds.ts'
import { loadOnce, loadTurn, type Turn } from './load-turn.ts'
import { type Keys, type RunningServer, type ServerSpec, startContender } from './server.ts'

/** What all that is measured has in common. */
export type Bench = {
  readonly load: Load
  readonly databases: Databases
  readonly keys: Keys
  readonly signal: AbortSignal
}

export type ContestOptions<Name extends string> = Bench & {
  readonly names: readonly Name[]
  /** Who has no server takes its turn by `limit`. */
  readonly servers: Readonly<Partial<Record<Name, ServerSpec>>>
  readonly limit?: () => Promise<Turn>
  readonly kind: Kind
  readonly rounds: number
  readonly turnMs: number
  readonly onTurn: () => void
}

/** A bare server gets twice as quick in three seconds under load, the app with all its code in ten. */
const WARM_UP_MS = 10_000

export async function contest<Name extends string>(
  options: ContestOptions<Name>,
): Promise<Rounds<Name, Turn>> {
  const { names, servers, limit, rounds, turnMs, onTurn, signal } = options
  await using stack = new AsyncDisposableStack()
  const running = new Map<Name, RunningServer>()
  for (const name of names) {
    const spec = servers[name]
    if (!spec) continue
    const server = await startContender({ ...options, ...spec })
    stack.defer(() => server.stop())
    running.set(name, server)
    await loadOnce({ ...options, server, durationMs: WARM_UP_MS })
  }
  return await takeTurns({
    ...{ names, rounds, signal },
    async take(name) {
      const server = running.get(name)
      const turn = server ? await loadTurn({ ...options, server, durationMs: turnMs }) : await limit?.()
      if (!turn) throw new TypeError(`${name} has neither a server nor a limit`)
      onTurn()
      return turn
    },
  })
}
