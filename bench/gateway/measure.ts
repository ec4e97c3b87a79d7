/** Builds, starts, warms up, takes the turns and the profiles; nothing is left behind. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deriveBookmarkKey } from '../../protocol/bookmark.ts'
import { formatSigningKey } from '../../protocol/signing-keys.ts'
import { openLoad } from '../load/load.ts'
import { takeTurns } from '../turns.ts'
import { type Cell, type Kind, turnName } from './cells.ts'
import { type Contender, type ContenderName, openContenders } from './contenders.ts'
import type { GatewayOptions } from './options.ts'
import { openOrigin } from './origin.ts'
import type { CpuProfile } from './profile/cpu-profile.ts'
import { takeProfiles } from './profile/take.ts'
import { requestsOf } from './requests.ts'
import type { GatewayRounds } from './summary.ts'
import { takeTurn } from './turn.ts'
import { buildWorkers } from './workers.ts'

export type Measured = {
  readonly rounds: GatewayRounds
  readonly leftOut: readonly ContenderName[]
  readonly profiles: ReadonlyMap<Kind, CpuProfile>
  /** Of the gateway's bundle. */
  readonly sourceMap: string
}

export async function measure(
  { rounds, turnMs, profileMs, cells }: GatewayOptions,
  onTurn: () => void,
  signal: AbortSignal,
): Promise<Measured> {
  await using stack = new AsyncDisposableStack()
  const dir = mkdtempSync(join(tmpdir(), 'nearside-bench-'))
  stack.defer(() => rmSync(dir, { recursive: true, force: true }))
  const secret = { id: 'bench', secret: randomBytes(32) }
  const bookmarkKey = deriveBookmarkKey(secret.secret, secret.id)
  const origin = stack.use(await openOrigin(bookmarkKey))
  const load = stack.adopt(openLoad(), (each) => each.close())
  const signingKeys = formatSigningKey(secret)
  const { spec, sourceMap } = await buildWorkers({ dir, originPort: origin.port, signingKeys }, signal)
  const requests = (kind: Kind, of: Contender['of']) => requestsOf(kind, of, bookmarkKey)
  const kinds = [...new Set(cells.map(({ kind }) => kind))]

  const takeAll = async () => {
    await using contenders = await openContenders(spec, dir, signal)
    const { all, leftOut } = contenders
    const take = (contender: Contender, { kind, connections }: Cell, durationMs: number) => {
      const order = { requests: requests(kind, contender.of), connections, durationMs }
      return takeTurn(load, contender, order).finally(onTurn)
    }
    for (const kind of kinds)
      for (const contender of all) {
        signal.throwIfAborted()
        await take(contender, { kind, connections: WARM_UP_CONNECTIONS }, 2 * turnMs)
      }
    const turns = new Map(
      cells.flatMap((cell) =>
        all.map((contender) => [turnName(cell, contender.name), { cell, contender }] as const),
      ),
    )
    const names = [...turns.keys()]
    return { leftOut, rounds: await takeTurns({ names, rounds, take: takeNamed, signal }) }

    async function takeNamed(name: string) {
      const turn = turns.get(name)
      if (!turn) throw new RangeError(`no turn is called "${name}"`)
      return await take(turn.contender, turn.cell, turnMs)
    }
  }
  const taken = await takeAll()
  const ofGateway = (kind: Kind) => requests(kind, 'worker')
  const profiles = await takeProfiles({
    ...{ spec, dir, load, kinds, signal },
    ...{ requests: ofGateway, durationMs: profileMs },
  })
  return { ...taken, profiles, sourceMap }
}

const WARM_UP_CONNECTIONS = 16
